import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tree } from '../../support/span-tree.js';
import { startGraphql } from './support/start-graphql.js';
import type { TracedGraphql } from './support/start-graphql.js';
import { graphqlServers } from './support/servers.js';

describe.each(graphqlServers)('an operation with %s', (_, { makeAdapter, makeModule }) => {
  let traced: TracedGraphql;

  beforeAll(async () => {
    traced = await startGraphql(makeModule(), makeAdapter());
  });

  beforeEach(() => traced.reset());

  afterAll(() => traced.close());

  const server = () => traced.span('POST /graphql');

  it('has one SERVER span with its type and name, and one span for its resolver', async () => {
    const answer = await traced.ask('query Shelf { orders { id } }');

    expect(answer).toEqual({ data: { orders: [{ id: '1' }, { id: '2' }] } });
    expect(await traced.treeOf(3)).toBe(
      tree(`
        SERVER POST /graphql
          OrdersResolver.orders
            OrdersRepository.read
      `),
    );
    expect((await server()).attributes).toMatchObject({
      'http.route': '/graphql',
      'http.response.status_code': 200,
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Shelf',
    });
  });

  it('has no name where the client gave none', async () => {
    await traced.ask('mutation { place(note: "by hand") { id } }');

    const { attributes } = await server();
    expect(attributes['graphql.operation.type']).toBe('mutation');
    expect(attributes).not.toHaveProperty(['graphql.operation.name']);
  });

  it('records nothing of document and variables', async () => {
    await traced.ask({
      query: 'mutation Place($note: String!) { place(note: $note) { id } }',
      variables: { note: 'secret' },
    });
    await traced.treeOf(2);

    expect(JSON.stringify(traced.spans().map(({ attributes }) => attributes))).not.toMatch(
      /secret|note/,
    );
  });
});
