import { describe, expect, it } from 'vitest';
import { graphqlServers } from '../../inbound/graphql/support/servers.js';
import { startGraphql } from '../../inbound/graphql/support/start-graphql.js';
import { tree } from '../../support/span-tree.js';

describe.each(graphqlServers)(
  '%s, loaded before the instrumentation of graphql',
  (_, { makeModule, makeAdapter }) => {
    // They keep the functions they have imported, so that nobody can replace them any more.
    it('has our spans alone, and none for building the schema', async () => {
      const traced = await startGraphql(makeModule(), makeAdapter(), {
        instrumentations: { http: false, undici: false },
      });

      await traced.ask('query Shelf { order(id: "1") { id } }');

      expect(await traced.treeOf(2)).toBe(
        tree(`
          SERVER POST /graphql
            OrdersResolver.order
        `),
      );
      await traced.close();
    });
  },
);
