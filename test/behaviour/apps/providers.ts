import { Controller, Get, Inject, Injectable, Param, Scope } from '@nestjs/common';
import type { Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { of } from 'rxjs';
import { setTimeout as pause } from 'node:timers/promises';
import { classShapes } from './shapes/class-shapes.js';
import { objectShapes } from './shapes/object-shapes.js';
import type { Work } from './shapes/shape.interface.js';

let made = 0;

@Injectable({ scope: Scope.TRANSIENT })
class TransientProvider {
  readonly #number = (made += 1);

  work(): string {
    return `transient ${this.#number > 0}`;
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestProvider {
  readonly #calls: number[] = [];

  work(): string {
    this.#calls.push(1);
    return `request-scoped, call ${this.#calls.length}`;
  }
}

/** What a method may return, each the very thing the caller must get. */
const kept = {
  promise: Promise.resolve('promise'),
  observable: of('observable'),
  date: new Date(0),
  function: () => 'function',
};

@Injectable()
class IdentityProvider {
  promise = () => kept.promise;

  getPromise(): Promise<string> {
    return kept.promise;
  }

  getObservable(): unknown {
    return kept.observable;
  }

  getDate(): Date {
    return kept.date;
  }

  getFunction(): () => string {
    return kept.function;
  }

  get accessor(): string {
    return 'accessor';
  }

  async late(): Promise<string> {
    return pause(1, 'late');
  }

  *generate(): Generator<number> {
    yield* [1, 2, 3];
  }

  async *generateLater(): AsyncGenerator<number> {
    yield* [4, 5, 6];
  }

  fail(): never {
    const error: Error = Object.freeze(new Error('of a provider'));
    throw error;
  }
}

const work: Work = (...args) => `worked with ${args.length} arguments`;

const shapeProviders: { provide: string }[] = [
  ...Object.entries(classShapes).map(([provide, shape]) => ({
    provide,
    useClass: shape('work', work) as new () => object,
  })),
  ...Object.entries(objectShapes).map(([provide, shape]) => ({
    provide,
    useValue: shape('work', work),
  })),
];

export const fixedProviders: Provider[] = [
  TransientProvider,
  RequestProvider,
  IdentityProvider,
  ...(shapeProviders as Provider[]),
  { provide: 'text', useValue: 'a text' },
  { provide: 'nothing', useValue: null },
  { provide: 'function', useValue: () => 'called' },
  { provide: 'map', useValue: new Map([['a', 1]]) },
  { provide: 'bare', useValue: Object.assign(Object.create(null), { a: 1 }) as object },
];

@Controller('providers')
export class ProvidersController {
  static readonly paths = [
    'providers/transient',
    'providers/request',
    'providers/identity',
    'providers/values',
    'providers/generators',
    'providers/fail',
    ...shapeProviders.map(({ provide }) => `providers/shape/${encodeURIComponent(provide)}`),
  ];

  constructor(
    private readonly first: TransientProvider,
    private readonly second: TransientProvider,
    private readonly request: RequestProvider,
    private readonly identity: IdentityProvider,
    private readonly modules: ModuleRef,
    @Inject('text') private readonly text: string,
    @Inject('nothing') private readonly nothing: null,
    @Inject('function') private readonly call: () => string,
    @Inject('map') private readonly map: Map<string, number>,
    @Inject('bare') private readonly bare: object,
  ) {}

  @Get('transient')
  transient(): object {
    return [this.first === this.second, this.first.work(), this.second.work()];
  }

  @Get('request')
  requestScoped(): object {
    return [this.request.work(), this.request.work()];
  }

  @Get('identity')
  async identities(): Promise<object> {
    const { identity } = this;
    return {
      promise: identity.getPromise() === kept.promise && identity.promise() === kept.promise,
      observable: identity.getObservable() === kept.observable,
      date: identity.getDate() === kept.date,
      function: identity.getFunction() === kept.function,
      accessor: identity.accessor,
      late: await identity.late(),
      own: Object.getOwnPropertyNames(identity),
      prototype: Object.getOwnPropertyNames(IdentityProvider.prototype),
    };
  }

  @Get('values')
  values(): object {
    return [this.text, this.nothing, this.call(), [...this.map], this.bare];
  }

  @Get('generators')
  async generators(): Promise<object> {
    const later: number[] = [];
    for await (const value of this.identity.generateLater()) later.push(value);
    return [...this.identity.generate(), ...later];
  }

  @Get('fail')
  fail(): never {
    return this.identity.fail();
  }

  @Get('shape/:name')
  shape(@Param('name') name: string): unknown {
    const shape = this.modules.get<{ work(...args: unknown[]): unknown }>(name);
    return `${String(shape.work?.('a', 'b'))}, own ${Object.keys(shape).join()}`;
  }
}
