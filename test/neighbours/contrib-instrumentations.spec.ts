import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetPrograms } from '../support/compiled-program.js';
import { lineageOf, serverSpans } from './support/lineage.js';
import { runNeighbours } from './support/run-neighbours.js';
import type { NeighbourSpan, Order } from './support/run-neighbours.js';

const ours = 'SERVER GET /orders/:id > OrdersController.find';
// Without the hook for ES modules nobody can patch Nest 12, which is made of them.
const belowExpress = 'SERVER GET /orders/:id > request handler > OrdersController.find';
const belowExpressAndNest =
  'SERVER GET /orders/:id > request handler > OrdersController.find > find';

interface Expected {
  /** Who makes the SERVER span. */
  readonly server: 'http' | 'nestjs-tracing';
  /** What the span of a method of ours is below. */
  readonly above: string;
}

const cases: [title: string, order: Order, expected: Expected][] = [
  [
    'an SDK of the user, preloaded with its hook for ES modules',
    { preload: 'user-sdk', loaderHook: true },
    { server: 'http', above: belowExpressAndNest },
  ],
  [
    'an SDK of the user, preloaded without it',
    { preload: 'user-sdk' },
    { server: 'http', above: ours },
  ],
  [
    'an SDK of the user, imported first',
    { before: 'user-sdk', loaderHook: true },
    { server: 'http', above: belowExpressAndNest },
  ],
  [
    'instrumentations of the user without an SDK, preloaded',
    { preload: 'user-instrumentations', loaderHook: true },
    { server: 'http', above: belowExpressAndNest },
  ],
  [
    'instrumentations of the user without an SDK, imported first',
    { before: 'user-instrumentations' },
    { server: 'http', above: ours },
  ],
  [
    'instrumentations of the user, registered after forRoot()',
    { after: 'user-instrumentations' },
    { server: 'http', above: ours },
  ],
  [
    'instrumentations of the user, given to forRoot()',
    { instrumentations: 'brought' },
    { server: 'http', above: belowExpress },
  ],
  [
    'instrumentation-http for what leaves, through forRoot()',
    { instrumentations: 'auto' },
    { server: 'nestjs-tracing', above: ours },
  ],
];

afterAll(forgetPrograms);

describe.each(cases)('%s', (_, order, { server, above }) => {
  let spans: readonly NeighbourSpan[];

  beforeAll(async () => {
    ({ spans } = await runNeighbours(order));
  });

  it('makes one SERVER span for each request, named by its route', () => {
    const ignored = server === 'http' ? [] : ['GET /ignored'];

    expect(serverSpans(spans)).toEqual(['GET /orders/:id', ...ignored, 'GET']);
  });

  it('has the SERVER span made by whoever comes first', () => {
    const span = spans.find(({ name }) => name === 'GET /orders/:id');

    expect(span?.scope).toBe(server);
    expect(span?.attributes['http.route']).toBe('/orders/:id');
  });

  it('keeps the spans of methods below all of them', () => {
    const lineage = lineageOf('read', spans).replace(/^CLIENT GET > /, '');

    expect(lineage).toBe(`${above} > read`);
  });
});
