import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TracingModule } from '../../../lib/index.js';
import type { TracedGraphql } from '../../inbound/graphql/support/start-graphql.js';
import { tree } from '../../support/span-tree.js';

const instrumentations = { http: false, undici: false } as const;

// First of all, so that the servers are loaded when their library is listened to.
TracingModule.forRoot({ exporter: 'none', instrumentations });
const { graphqlServers } = await import('../../inbound/graphql/support/servers.js');
const { startGraphql } = await import('../../inbound/graphql/support/start-graphql.js');

describe.each(graphqlServers)(
  '%s, with the instrumentation of graphql installed',
  (_, { makeModule, makeAdapter }) => {
    let traced: TracedGraphql;

    beforeAll(async () => {
      traced = await startGraphql(makeModule(), makeAdapter(), { instrumentations });
    });
    beforeEach(() => traced.reset());
    afterAll(() => traced.close());

    it('shows the steps of an operation, and each resolver once', async () => {
      await traced.ask('query Shelf { order(id: "4711", size: Small) { id customer } }');

      expect(await traced.treeOf(6)).toBe(
        tree(`
          SERVER POST /graphql
            graphql.parse
            graphql.validate
            query Shelf
              OrdersResolver.order
              CustomerLoader.loadAll
        `),
      );
    });

    it('tells of the operation in the span of its request, and of no values anywhere', async () => {
      await traced.ask('query Shelf { order(id: "4711") { id } }');
      await traced.treeOf(5);

      expect((await traced.serverSpan()).attributes).toMatchObject({
        'graphql.operation.type': 'query',
        'graphql.operation.name': 'Shelf',
      });
      const told = JSON.stringify(
        traced.spans().map(({ attributes, events }) => [attributes, events]),
      );
      expect(told).not.toMatch(/graphql\.source|4711/);
    });

    it('records an error of the client once, without what it quotes', async () => {
      await traced.ask('{ order(id: "1", limit: "4711") { id } }');
      await traced.ask('{ order(id: 4711');
      await traced.treeOf(5);

      const events = traced
        .spans()
        .flatMap((span) => span.events.map((event) => [span.name, event.attributes]));
      const expected = ['POST /graphql', { 'exception.type': 'GraphQLError' }];
      expect(events).toMatchObject([expected, expected]);
      expect(JSON.stringify(events)).not.toContain('4711');
    });
  },
);

describe('a schema that is built', () => {
  it('begins no trace', async () => {
    const [, { makeModule, makeAdapter }] = graphqlServers[0]!;
    const traced = await startGraphql(makeModule(), makeAdapter(), { instrumentations });

    await traced.ask('{ spanIdOfRequest }');

    expect(await traced.treeOf(4)).toBe(
      tree(`
        SERVER POST /graphql
          graphql.parse
          graphql.validate
          query
      `),
    );
    await traced.close();
  });
});

describe('allowValues', () => {
  it('records the document as it was sent', async () => {
    const [, { makeModule, makeAdapter }] = graphqlServers[0]!;
    const traced = await startGraphql(makeModule(), makeAdapter(), {
      instrumentations: { ...instrumentations, graphql: { allowValues: true } },
    });

    await traced.ask('query Open { order(id: "4711") { id } }');

    expect((await traced.span('query Open')).attributes['graphql.source']).toContain('4711');
    await traced.close();
  });
});
