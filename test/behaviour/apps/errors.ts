import {
  BadRequestException,
  HttpException,
  ImATeapotException,
  InternalServerErrorException,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { throwError } from 'rxjs';
import { defineRoutes } from '../support/routes.js';
import type { Route } from '../support/routes.js';

class Renamed extends Error {
  override readonly name = 'Something else';
}

class WithCode extends Error {
  readonly code = 'E_CODE';
}

class OwnStatus extends HttpException {
  override getStatus(): number {
    return 451;
  }

  override getResponse(): object {
    return { own: true };
  }
}

/** An error in which one property cannot even be read. */
function errorThatHides(property: string): Error {
  return Object.defineProperty(new Error('on purpose'), property, {
    get: () => {
      throw new TypeError(`${property} is not to be read`);
    },
  });
}

const circular: Record<string, unknown> = { statusCode: 409, message: 'circular' };
circular.self = circular;

/** Whatever can be thrown. */
const kinds: Record<string, () => unknown> = {
  'an error': () => new Error('plain'),
  'an error without a message': () => new Error(),
  'an error with a cause': () => new Error('outer', { cause: new Error('inner') }),
  'an error whose cause is itself': () => {
    const error = new Error('itself');
    return Object.assign(error, { cause: error });
  },
  'an error with another name': () => new Renamed('renamed'),
  'an error with a code': () => new WithCode('coded'),
  'a frozen error': () => Object.freeze(new Error('frozen')),
  'a sealed exception': () => Object.seal(new BadRequestException('sealed')),
  'an error whose stack cannot be read': () => errorThatHides('stack'),
  'an error whose message cannot be read': () => errorThatHides('message'),
  'an error whose name cannot be read': () => errorThatHides('name'),
  'an error whose code cannot be read': () => errorThatHides('code'),
  'an error with a message that is no text': () =>
    Object.assign(new Error('x'), { message: { a: 1 } }),
  'an error without a stack': () => Object.assign(new Error('no stack'), { stack: undefined }),
  'an error without a prototype': () => Object.setPrototypeOf(new Error('bare'), null) as unknown,
  'a Proxy of an error': () => new Proxy(new Error('proxied'), {}),
  'an error of several errors': () => new AggregateError([new Error('a'), 'b'], 'several'),
  'an abort': () => new DOMException('aborted', 'AbortError'),
  'a text': () => 'a text',
  'an empty text': () => '',
  'a number': () => 42,
  'a bigint': () => 42n,
  'a symbol': () => Symbol('thrown'),
  'a function': () => function thrown() {},
  true: () => true,
  null: () => null,
  undefined: () => undefined,
  'an object': () => ({ a: 1 }),
  'an object with a status': () => ({ statusCode: 418, message: 'teapot' }),
  'an object with a status that is none': () => ({ statusCode: 'high', message: 'odd' }),
  'a circular object': () => circular,
  'an object without a prototype': () => Object.assign(Object.create(null), { a: 1 }) as unknown,
  'an array': () => ['a', 'b'],
  'an exception of Nest': () => new ImATeapotException(),
  'an exception with a text': () => new HttpException('text', 409),
  'an exception with an object': () => new HttpException({ reason: ['a'] }, 409),
  'an exception with a description': () =>
    new InternalServerErrorException('message', { description: 'description' }),
  'an exception with a cause': () =>
    new BadRequestException('outer', { cause: new Error('inner') }),
  'an exception with a status of its own': () => new OwnStatus('own', 400),
};

const raise = (make: () => unknown) => (): never => {
  throw make();
};

/** Wherever something can be thrown. */
const places: Record<string, (make: () => unknown) => Route> = {
  'a handler': (make) => ({ handler: raise(make) }),
  'an asynchronous handler': (make) => ({
    handler: async () => {
      await Promise.resolve();
      raise(make)();
    },
  }),
  'an Observable': (make) => ({ handler: () => throwError(make) }),
  'a guard': (make) => ({ on: [UseGuards({ canActivate: raise(make) })] }),
  'an asynchronous guard': (make) => ({
    on: [UseGuards({ canActivate: async () => raise(make)() })],
  }),
  'an interceptor': (make) => ({ on: [UseInterceptors({ intercept: raise(make) })] }),
  'a pipe': (make) => ({ parameters: [Query('v', { transform: raise(make) })] }),
};

export const errors = Object.entries(places).map(([place, routeOf]) =>
  defineRoutes(
    `errors of ${place}`,
    Object.fromEntries(Object.entries(kinds).map(([kind, make]) => [kind, routeOf(make)])),
  ),
);
