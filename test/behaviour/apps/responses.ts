import {
  BadRequestException,
  createParamDecorator,
  Header,
  HttpCode,
  Next,
  Redirect,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { of } from 'rxjs';
import { defineRoutes } from '../support/routes.js';
import type { Route } from '../support/routes.js';
import { nodeResponse } from '../support/trail.js';
import type { Answer } from '../support/trail.js';

const values: Record<string, unknown> = {
  'a text': 'text',
  'an empty text': '',
  'a number': 7,
  zero: 0,
  true: true,
  false: false,
  null: null,
  undefined,
  'an object': { a: { b: [1, null] } },
  'an array': [1, 'two', { three: 3 }],
  'an object with toJSON()': { toJSON: () => ({ shown: true }) },
  'a Date': new Date(0),
  'a Map': new Map([['a', 1]]),
  'an instance of a class with a #private field': new (class {
    readonly #hidden = 1;
    readonly shown = this.#hidden + 1;
  })(),
  'a Buffer': Buffer.from('bytes'),
  'a promise': Promise.resolve({ awaited: true }),
  'a thenable': { then: (resolve: (value: unknown) => void) => resolve('thenable') },
  'an Observable': of({ observed: true }),
};

const valueRoutes = Object.entries(values).map(([shows, value]): [string, Route] => [
  shows,
  { handler: () => value },
]);

const Language = createParamDecorator(
  (fallback: string, context: ExecutionContext) =>
    context.switchToHttp().getRequest<IncomingMessage>().headers['accept-language'] ?? fallback,
);

export const responses = [
  defineRoutes('values', Object.fromEntries(valueRoutes)),
  defineRoutes('responses', {
    '@HttpCode()': { on: [HttpCode(202)] },
    '@HttpCode() without a body': { on: [HttpCode(204)], handler: () => undefined },
    '@Header()': { on: [Header('x-a', 'b'), Header('cache-control', 'none')] },
    '@Header() with a function': { on: [Header('x-a', () => 'computed')] },
    '@Redirect()': { on: [Redirect('/elsewhere', 301)], handler: () => undefined },
    '@Redirect() that the handler changes': {
      on: [Redirect('/elsewhere')],
      handler: () => ({ url: '/there', statusCode: 307 }),
    },
    '@Redirect() of a handler that fails': {
      on: [Redirect('/elsewhere')],
      handler: () => {
        throw new BadRequestException('nowhere');
      },
    },
    '@Res()': {
      parameters: [Res()],
      handler: (response: Answer) => {
        response.status(206).header('x-a', 'b').send({ by: 'hand' });
      },
    },
    '@Res(), later': {
      parameters: [Res()],
      handler: (response: Answer) => {
        setImmediate(() => response.status(206).send('later'));
      },
    },
    '@Res() and a handler that fails': {
      parameters: [Res()],
      handler: () => {
        throw new BadRequestException('by hand');
      },
    },
    '@Res({ passthrough: true })': {
      parameters: [Res({ passthrough: true })],
      handler: (response: Answer) => {
        response.status(206).header('x-a', 'b');
        return 'passed through';
      },
    },
    '@Next()': {
      parameters: [Next(), Res()],
      handler: (next: unknown, response: Answer) => {
        response.send(typeof next);
      },
    },
    'the response of Node': {
      parameters: [Res()],
      handler: (response: ServerResponse) => {
        const node = nodeResponse(response);
        node.writeHead(200, 'Well', { 'x-a': ['b', 'c'] });
        node.write('first,');
        setImmediate(() => node.end('last'));
      },
    },
    'trailers and early hints': {
      parameters: [Res()],
      handler: (response: ServerResponse) => {
        const node = nodeResponse(response);
        node.writeEarlyHints({ link: '</a.css>; rel=preload' });
        node.writeHead(200, { trailer: 'x-sum' });
        node.write('body');
        node.addTrailers({ 'x-sum': '4' });
        node.end();
      },
    },
    'the request': {
      parameters: [Req()],
      handler: ({ url, method }: IncomingMessage) => ({ url, method }),
      asks: ['?a=1'],
    },
    'a decorator of the application for parameters': {
      parameters: [Language('en')],
      handler: (language: string) => language,
      asks: ['?a'],
    },
    'a StreamableFile of a buffer': {
      handler: () => new StreamableFile(Buffer.from('file'), { type: 'text/csv', length: 4 }),
    },
    'a StreamableFile of a stream': {
      handler: () => new StreamableFile(Readable.from(['one,', 'two']), { disposition: 'inline' }),
    },
    'a StreamableFile whose stream fails at once': {
      handler: () =>
        new StreamableFile(
          new Readable({
            read() {
              this.destroy(new Error('broken stream'));
            },
          }),
        ),
    },
  }),
];
