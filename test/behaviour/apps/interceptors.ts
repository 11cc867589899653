import {
  BadGatewayException,
  GatewayTimeoutException,
  Header,
  HttpCode,
  RequestTimeoutException,
  UseInterceptors,
} from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor, Type } from '@nestjs/common';
import { concat, defer, EMPTY, from, NEVER, of, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import {
  catchError,
  delay,
  finalize,
  last,
  map,
  mergeMap,
  retry,
  tap,
  timeout,
  toArray,
} from 'rxjs/operators';
import { setTimeout as pause } from 'node:timers/promises';
import { defineRoutes } from '../support/routes.js';
import { step } from '../support/trail.js';

type Intercept = (next: CallHandler, context: ExecutionContext) => unknown;

function interceptorThat(intercept: Intercept): Type<NestInterceptor> {
  return class implements NestInterceptor {
    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      return intercept(next, context) as Observable<unknown>;
    }
  };
}

const by = (...all: Intercept[]) => [UseInterceptors(...all.map(interceptorThat))];

/** Leaves a step before and after the handler. */
const around =
  (name: string): Intercept =>
  (next, context) => {
    step(context, `${name} before`);
    return next.handle().pipe(tap(() => step(context, `${name} after`)));
  };

const fail = (): never => {
  throw new Error('handler failed');
};

let failures = 0;
const failTwice = (): string => {
  failures += 1;
  if (failures % 3 !== 0) throw new Error('not yet');
  return `after ${failures % 3 === 0 ? 3 : 0} calls`;
};

const Shared = interceptorThat(around('shared'));

export const interceptors = defineRoutes('interceptors', {
  map: { on: by((next) => next.handle().pipe(map((value) => ({ value })))) },
  'map of a status and a header': {
    on: [
      HttpCode(203),
      Header('x-a', 'b'),
      ...by((next) => next.handle().pipe(map(() => 'other'))),
    ],
  },
  tap: { on: by(around('tap')) },
  'catchError that answers': {
    on: by((next) => next.handle().pipe(catchError((error: Error) => of(error.message)))),
    handler: fail,
  },
  'catchError that throws another error': {
    on: by((next) =>
      next
        .handle()
        .pipe(catchError((cause) => throwError(() => new BadGatewayException('b', { cause })))),
    ),
    handler: fail,
  },
  timeout: {
    on: by((next) =>
      next.handle().pipe(
        timeout(5),
        catchError(() => throwError(() => new RequestTimeoutException())),
      ),
    ),
    handler: () => NEVER,
  },
  'timeout of a promise that comes later': {
    on: by((next) =>
      next
        .handle()
        .pipe(timeout({ each: 5, with: () => throwError(() => new GatewayTimeoutException()) })),
    ),
    handler: () => pause(500, 'late'),
  },
  'a cached answer': { on: by(() => of('cached')), handler: fail },
  'an empty answer': { on: by(() => EMPTY) },
  retry: { on: by((next) => next.handle().pipe(retry(2))), handler: failTwice },
  'a handler that is called twice': {
    on: by((next) => concat(next.handle(), next.handle()).pipe(toArray())),
  },
  'a handler that is called later': {
    on: by((next) =>
      of(0).pipe(
        delay(1),
        mergeMap(() => next.handle()),
      ),
    ),
  },
  'a handler that is called when subscribed': { on: by((next) => defer(() => next.handle())) },
  'an asynchronous interceptor': {
    on: by(async (next) => {
      await pause(1);
      return next.handle().pipe(map((value) => `${String(value)} later`));
    }),
  },
  'an interceptor that is a promise of a text': { on: by(async () => 'no Observable') },
  'an interceptor that returns a text': { on: by(() => 'no Observable') },
  'an interceptor that returns nothing': { on: by(() => undefined) },
  'one that throws before the handler': {
    on: by((_, context) => {
      step(context, 'before');
      throw new BadGatewayException('before');
    }),
  },
  'one that rejects before the handler': {
    on: by(async () => {
      throw new BadGatewayException('before');
    }),
  },
  'one that throws after the handler': {
    on: by((next) =>
      next.handle().pipe(
        map(() => {
          throw new BadGatewayException('after');
        }),
      ),
    ),
  },
  'one that leaves a step when all is over': {
    on: by((next, context) => next.handle().pipe(finalize(() => step(context, 'finalized')))),
  },
  'several, in order': {
    onClass: by(around('controller 1'), around('controller 2')),
    on: by(around('handler 1'), around('handler 2')),
  },
  'one that catches the error of the next': {
    on: by(
      (next) => next.handle().pipe(catchError((error: Error) => of(`caught ${error.message}`))),
      () => throwError(() => new Error('inner')),
    ),
  },
  'one class twice': { on: [UseInterceptors(Shared, Shared)] },
  'an instance and its class': { on: [UseInterceptors(new Shared(), Shared)] },
  'a handler that returns an Observable of several values': {
    on: by(around('tap')),
    handler: () => from(['one', 'two', 'three']),
  },
  'the last of several values': {
    on: by((next) => next.handle().pipe(last())),
    handler: () => from(['one', 'two', 'three']),
  },
  'a handler that returns a promise of an Observable': {
    on: by(around('tap')),
    handler: async () => of('inside'),
  },
  'a handler whose Observable fails': {
    on: by(around('tap')),
    handler: () => throwError(() => new BadGatewayException('stream')),
  },
});
