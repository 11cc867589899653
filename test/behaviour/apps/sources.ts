import { Controller, Get, Injectable, Module, Query, Scope } from '@nestjs/common';
import type {
  ArgumentsHost,
  CallHandler,
  CanActivate,
  ExceptionFilter,
  ExecutionContext,
  INestApplication,
  NestInterceptor,
  PipeTransform,
  Provider,
  Type,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, REQUEST } from '@nestjs/core';
import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Behaviours } from '../support/behaviours.interface.js';
import { answerOf, step } from '../support/trail.js';

/** All four enhancers, as classes that exist once for each application. */
function makeEnhancers(injectable: ClassDecorator) {
  class Guard implements CanActivate {
    #calls = 0;

    canActivate(context: ExecutionContext): boolean {
      this.#calls += 1;
      step(context, `guard, call ${this.#calls}`);
      return true;
    }
  }
  class Interceptor implements NestInterceptor {
    #calls = 0;

    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      this.#calls += 1;
      step(context, `interceptor, call ${this.#calls}`);
      return next.handle().pipe(map((value: unknown) => ({ value })));
    }
  }
  class Pipe implements PipeTransform {
    #calls = 0;

    transform(value: unknown): unknown {
      this.#calls += 1;
      return `${String(value)}, call ${this.#calls}`;
    }
  }
  class Filter implements ExceptionFilter {
    #calls = 0;

    catch(error: Error, host: ArgumentsHost): void {
      this.#calls += 1;
      answerOf(host).status(409).send(`${error.message}, call ${this.#calls}`);
    }
  }
  const enhancers = { Guard, Interceptor, Pipe, Filter };
  Object.values(enhancers).forEach((enhancer) => injectable(enhancer));
  return enhancers;
}

@Controller()
class AnswerController {
  @Get('value')
  value(@Query('v') value: unknown): unknown {
    return value;
  }

  @Get('error')
  error(): never {
    throw new Error('on purpose');
  }
}

@Controller({ scope: Scope.REQUEST })
class ScopedAnswerController extends AnswerController {}

/** Ways for an enhancer to become global. */
type Source = (token: string, enhancer: Type) => Provider[];

const sources: Record<string, Source> = {
  useClass: (provide, useClass) => [{ provide, useClass }],
  useFactory: (provide, Enhancer) => [{ provide, useFactory: () => new Enhancer() as object }],
  'useFactory that is asynchronous': (provide, Enhancer) => [
    { provide, useFactory: async () => new Enhancer() as object },
  ],
  useValue: (provide, Enhancer) => [{ provide, useValue: new Enhancer() as object }],
  'useValue of a frozen instance': (provide, Enhancer) => [
    { provide, useValue: Object.freeze(new Enhancer() as object) },
  ],
  useExisting: (provide, useExisting) => [useExisting, { provide, useExisting }],
  'useClass, made for each request': (provide, useClass) => [
    { provide, useClass, scope: Scope.REQUEST },
  ],
  'useFactory, made for each request': (provide, Enhancer) => [
    {
      provide,
      scope: Scope.REQUEST,
      inject: [REQUEST],
      useFactory: (_: unknown) => new Enhancer() as object,
    },
  ],
  'useClass, transient': (provide, useClass) => [{ provide, useClass, scope: Scope.TRANSIENT }],
  'useClass twice': (provide, useClass) => [
    { provide, useClass },
    { provide, useClass },
  ],
};

const requests: Behaviours['requests'] = {
  'the first value': { line: 'GET /value?v=1' },
  'the second value': { line: 'GET /value?v=2' },
  'the first error': { line: 'GET /error' },
  'the second error': { line: 'GET /error' },
  'a path that is not there': { line: 'GET /nothing' },
};

function throughProviders([name, source]: [string, Source]): Behaviours {
  const { Guard, Interceptor, Pipe, Filter } = makeEnhancers(Injectable());
  class SourceModule {}
  Module({
    controllers: [AnswerController],
    providers: [
      ...source(APP_GUARD, Guard),
      ...source(APP_INTERCEPTOR, Interceptor),
      ...source(APP_PIPE, Pipe),
      ...source(APP_FILTER, Filter),
    ],
  })(SourceModule);
  return { name: `APP_* with ${name}`, module: SourceModule, requests };
}

function useGlobals(app: INestApplication): void {
  const { Guard, Interceptor, Pipe, Filter } = makeEnhancers(Injectable());
  app
    .useGlobalGuards(new Guard())
    .useGlobalInterceptors(new Interceptor(), new Interceptor())
    .useGlobalPipes(new Pipe())
    .useGlobalFilters(new Filter());
}

@Module({ controllers: [AnswerController] })
class PlainModule {}

@Module({ controllers: [ScopedAnswerController] })
class ScopedModule {}

export const enhancerSources: Behaviours[] = [
  ...Object.entries(sources).map(throughProviders),
  { name: 'useGlobalX()', module: PlainModule, prepare: useGlobals, requests },
  {
    name: 'useGlobalX() over a request-scoped controller',
    module: ScopedModule,
    prepare: useGlobals,
    requests,
  },
];
