import {
  All,
  Controller,
  ForbiddenException,
  Get,
  Injectable,
  Module,
  RequestMethod,
} from '@nestjs/common';
import type { MiddlewareConsumer, NestMiddleware, NestModule } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Behaviours } from '../support/behaviours.interface.js';
import { leaveStep } from '../support/trail.js';

type Next = (error?: unknown) => void;
type Use = (request: IncomingMessage, response: ServerResponse, next: Next) => unknown;

@Injectable()
class Greeting {
  readonly text = 'hello';
}

@Injectable()
class Injecting implements NestMiddleware {
  readonly #calls: string[] = [];

  constructor(private readonly greeting: Greeting) {}

  use(_: IncomingMessage, response: ServerResponse, next: Next): void {
    this.#calls.push(this.greeting.text);
    leaveStep(response, `${this.greeting.text} ${this.#calls.length}`);
    next();
  }
}

@Injectable()
class ArrowUse implements NestMiddleware {
  readonly use = (_: IncomingMessage, response: ServerResponse, next: Next): void => {
    leaveStep(response, 'arrow');
    next();
  };
}

class Inherited extends Injecting {}

/** Middleware by the path it is for. */
const functions: Record<string, Use> = {
  passing: (_, response, next) => {
    leaveStep(response, 'function');
    next();
  },
  late: async (_, response, next) => {
    await pause(1);
    leaveStep(response, 'late');
    next();
  },
  ending: (_, response) => {
    response.statusCode = 202;
    response.end('from the middleware');
  },
  'ending-late': (_, response) => {
    response.write('from ');
    setImmediate(() => response.end('the middleware'));
  },
  'next-error': (_, __, next) => next(new Error('next')),
  'next-exception': (_, __, next) => next(new ForbiddenException('next')),
  'next-text': (_, __, next) => next('a text'),
  throwing: () => {
    throw new ForbiddenException('thrown');
  },
  'throwing-error': () => {
    throw new Error('thrown');
  },
  changing: (request, _, next) => {
    (request as IncomingMessage & { user?: string }).user = 'ada';
    next();
  },
};

@Controller()
class EchoController {
  @All([...Object.keys(functions), 'class', 'arrow', 'inherited', 'two', 'excluded/:rest'])
  echo(): string {
    return 'handled';
  }

  @Get('only-get')
  get(): string {
    return 'got';
  }
}

@Module({ controllers: [EchoController], providers: [Greeting] })
class MiddlewareModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    for (const [path, use] of Object.entries(functions)) consumer.apply(use).forRoutes(path);
    consumer.apply(Injecting).forRoutes('class', 'two');
    consumer.apply(ArrowUse).forRoutes('arrow');
    consumer.apply(Inherited).forRoutes('inherited');
    consumer.apply(functions.passing!, ArrowUse).forRoutes('two');
    consumer.apply(functions.passing!).forRoutes({ path: 'only-get', method: RequestMethod.GET });
    consumer.apply(ArrowUse).exclude('excluded/without').forRoutes('excluded/:rest');
  }
}

const get = (path: string, method = 'GET') => ({ line: `${method} /${path}` });

export const middleware: Behaviours = {
  name: 'middleware',
  module: MiddlewareModule,
  prepare: (app) => {
    app.use((_: unknown, response: ServerResponse, next: Next) => {
      leaveStep(response, 'app.use()');
      next();
    });
    app.use('/mounted', (request: IncomingMessage, response: ServerResponse) =>
      response.end(`mounted, ${String(request.url)}`),
    );
  },
  requests: {
    ...Object.fromEntries(Object.keys(functions).map((path) => [path, get(path)])),
    'a class that injects': get('class'),
    'a class that injects, again': get('class'),
    'an arrow function as property': get('arrow'),
    'an inherited class': get('inherited'),
    'several in a row': get('two'),
    'one of a method, by that method': get('only-get'),
    'one of a method, by HEAD': get('only-get', 'HEAD'),
    'a path that is excluded': get('excluded/without'),
    'a path that is not excluded': get('excluded/with'),
    'a function mounted on a path': get('mounted/below?x=1'),
    'POST through a function': get('passing', 'POST'),
    'a path that is not there': get('nothing'),
  },
};
