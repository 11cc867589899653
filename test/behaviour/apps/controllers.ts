import { Controller, Get, Inject, Module, Post, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import type { IncomingMessage } from 'node:http';
import type { Behaviours } from '../support/behaviours.interface.js';
import { OddController } from './odd.controller.js';
import { fixedProviders, ProvidersController } from './providers.js';

@Controller({ path: 'scoped', scope: Scope.REQUEST })
class ScopedController {
  static made = 0;
  readonly #request: IncomingMessage;

  constructor(@Inject(REQUEST) request: IncomingMessage) {
    ScopedController.made += 1;
    this.#request = request;
  }

  @Get()
  read(): string {
    return `${String(this.#request.url)}, made ${ScopedController.made} times`;
  }

  @Post()
  fail(): never {
    throw new Error(`of the controller made as number ${ScopedController.made}`);
  }
}

@Controller()
class GeneratorController {
  @Get('generator')
  *generate(): Generator<string> {
    yield 'one';
  }

  @Get('async-generator')
  async *generateLater(): AsyncGenerator<string> {
    yield 'one';
  }
}

@Module({
  controllers: [OddController, ScopedController, GeneratorController, ProvidersController],
  providers: fixedProviders,
})
class ControllersModule {}

const paths = [
  'odd/inherited',
  'odd/overridden',
  'odd/private',
  'odd/this',
  'odd/arguments/1/2',
  'odd/default/1',
  'odd/itself/3',
  'odd/sibling',
  'odd/one',
  'odd/two',
  'odd/nobody',
  'odd/static',
  'odd/reflection',
  'scoped',
  'scoped?again',
  'generator',
  'async-generator',
  ...ProvidersController.paths,
];

export const controllers: Behaviours = {
  name: 'controllers and providers',
  module: ControllersModule,
  requests: {
    ...Object.fromEntries(paths.map((path) => [path, { line: `GET /${path}` }])),
    'a request-scoped controller that fails': { line: 'POST /scoped' },
  },
};
