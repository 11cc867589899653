import { ForbiddenException, Sse, UseGuards, UseInterceptors } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import { concat, from, interval, map, NEVER, of, throwError } from 'rxjs';
import { defineRoutes } from '../support/routes.js';

/** Nest keeps the connection, so the client goes when it has read the end. */
const end = '\r\n0\r\n\r\n';

const events: MessageEvent[] = [
  { data: 'first' },
  { data: { second: 2 }, id: '2', type: 'named', retry: 100 },
  { data: 'lines\nof\ntext' },
];

/** `@Get()` stands on every handler too; what is outermost decides. */
export const streams = defineRoutes('server-sent events', {
  'events that end': {
    on: [Sse('events')],
    asks: ['/events'],
    until: end,
    handler: () => from(events),
  },
  'events without an end, of which the client takes one': {
    on: [Sse('events')],
    asks: ['/events'],
    handler: () => concat(of(events[0]!), NEVER),
    until: 'first',
  },
  'events that come later': {
    on: [Sse('events')],
    asks: ['/events'],
    handler: () => interval(1).pipe(map((index) => ({ data: String(index) }))),
    until: 'data: 2',
  },
  'an error after an event': {
    on: [Sse('events')],
    asks: ['/events'],
    until: end,
    handler: () =>
      concat(
        of(events[0]!),
        throwError(() => new Error('broken')),
      ),
  },
  'an error at once': {
    on: [Sse('events')],
    asks: ['/events'],
    until: end,
    handler: () => throwError(() => new ForbiddenException('no events')),
  },
  'a handler that throws': {
    on: [Sse('events')],
    asks: ['/events'],
    until: end,
    handler: () => {
      throw new ForbiddenException('no events');
    },
  },
  'a promise of events': {
    on: [Sse('events')],
    asks: ['/events'],
    until: end,
    handler: async () => from(events),
  },
  'a guard that refuses': {
    on: [Sse('events'), UseGuards({ canActivate: () => false })],
    asks: ['/events'],
    until: end,
    handler: () => from(events),
  },
  'an interceptor of events': {
    on: [
      Sse('events'),
      UseInterceptors({
        intercept: (_, next) =>
          next.handle().pipe(map((event: MessageEvent) => ({ ...event, id: 'new' }))),
      }),
    ],
    asks: ['/events'],
    until: end,
    handler: () => from(events),
  },
});
