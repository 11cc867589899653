import {
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  Param,
  Post,
  Scope,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import type { CanActivate, ExecutionContext, OnModuleInit } from '@nestjs/common';
import { REQUEST, Reflector } from '@nestjs/core';
import type { IncomingMessage } from 'node:http';
import { fixedProviders, ProvidersController } from './providers.js';
import type { Behaviours } from '../support/behaviours.interface.js';
import { step } from '../support/trail.js';

@Injectable()
class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const roles = this.reflector.getAllAndMerge<string[]>('roles', [
      context.getHandler(),
      context.getClass(),
    ]);
    step(context, roles.join('+'));
    return !roles.includes('nobody');
  }
}

abstract class BaseController {
  @Get('inherited')
  inherited(): string {
    return `from ${this.constructor.name}: ${this.describe()}`;
  }

  @Get('overridden')
  overridden(): string {
    return 'base';
  }

  protected abstract describe(): string;
}

@Controller('odd')
@UseGuards(RolesGuard)
@SetMetadata('roles', ['controller'])
class OddController extends BaseController implements OnModuleInit {
  static calls = 0;
  readonly #secret = 'secret';
  #initialised = 0;

  onModuleInit(): void {
    this.#initialised += 1;
  }

  @Get('private')
  readPrivate(): string {
    return `${this.#secret}, initialised ${this.#initialised} times`;
  }

  @Get('this')
  readThis(): object {
    return { isMine: this instanceof OddController, keys: Object.keys(this) };
  }

  @Get('arguments/:a/:b')
  readArguments(@Param('a') _a: string, @Param('b') _b: string): number {
    // oxlint-disable-next-line eslint/prefer-rest-params -- what is to be shown
    return arguments.length;
  }

  @Get('default/:a')
  withDefault(@Param('missing') missing = 'default', @Param('a') a?: string): string {
    return `${missing} ${String(a)}`;
  }

  @Get('itself/:depth')
  callItself(@Param('depth') depth: string): string {
    return depth === '0' ? 'bottom' : `${depth} ${this.callItself(String(Number(depth) - 1))}`;
  }

  @Get('sibling')
  callSibling(): string {
    return `sibling of ${this.readPrivate()}`;
  }

  @Get(['one', 'two'])
  @SetMetadata('roles', ['handler'])
  severalPaths(): string {
    return 'one of two';
  }

  @Get('nobody')
  @SetMetadata('roles', ['nobody'])
  nobody(): string {
    return 'never';
  }

  @Get('static')
  countCalls(): number {
    OddController.calls += 1;
    return OddController.calls;
  }

  @Get('reflection')
  reflect(): object {
    const { reflect } = OddController.prototype;
    return {
      name: reflect.name,
      length: reflect.length,
      text: typeof reflect.toString(),
      own: Object.getOwnPropertyNames(OddController.prototype),
    };
  }

  override overridden(): string {
    return `${super.overridden()}, overridden without a decorator`;
  }

  protected describe(): string {
    return this.#secret;
  }
}

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
