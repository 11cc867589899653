import { Query, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import type { ArgumentsHost, CallHandler, ExecutionContext } from '@nestjs/common';
import { map } from 'rxjs';
import { defineRoutes } from '../support/routes.js';
import type { Route } from '../support/routes.js';
import { answerOf, step } from '../support/trail.js';
import { classShapes } from './shapes/class-shapes.js';
import { objectShapes } from './shapes/object-shapes.js';
import type { Work } from './shapes/shape.interface.js';

function allow(context: ExecutionContext, ...others: unknown[]): boolean {
  step(context, `guard with ${others.length + 1} arguments`);
  return true;
}

function decorateResult(context: ExecutionContext, next: CallHandler, ...others: unknown[]) {
  step(context, `interceptor with ${others.length + 2} arguments`);
  return next.handle().pipe(map((value: unknown) => `<${String(value)}>`));
}

function describeValue(value: unknown, metadata: object, ...others: unknown[]): string {
  return JSON.stringify({ value, metadata, arguments: others.length + 2 });
}

function answerError(error: Error, host: ArgumentsHost, ...others: unknown[]): void {
  step(host, `filter with ${others.length + 2} arguments`);
  answerOf(host).status(418).send(`caught ${error.message}`);
}

const fail = (): never => {
  throw new Error('on purpose');
};

const shapes = Object.entries({ ...classShapes, ...objectShapes });

/** One route for each shape of an enhancer. */
function routesOf(
  method: string,
  work: (...args: never[]) => unknown,
  route: (enhancer: never) => Route,
): Record<string, Route> {
  return Object.fromEntries(
    shapes.map(([shows, shape]) => [shows, route(shape(method, work as Work) as never)]),
  );
}

export const enhancerShapes = [
  defineRoutes(
    'shapes of guards',
    routesOf('canActivate', allow, (shape) => ({ on: [UseGuards(shape)] })),
  ),
  defineRoutes(
    'shapes of interceptors',
    routesOf('intercept', decorateResult, (shape) => ({ on: [UseInterceptors(shape)] })),
  ),
  defineRoutes(
    'shapes of pipes',
    routesOf('transform', describeValue, (shape) => ({
      parameters: [Query('v', shape)],
      handler: (value: unknown) => value,
      asks: ['?v=7'],
    })),
  ),
  defineRoutes(
    'shapes of filters',
    routesOf('catch', answerError, (shape) => ({ on: [UseFilters(shape)], handler: fail })),
  ),
];
