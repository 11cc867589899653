import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tree } from '../../support/span-tree.js';
import { OrdersResolver } from './support/orders.js';
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

  it('is told by the name the client asked for, where the document has several', async () => {
    await traced.ask({
      query: 'query Shelf { orders { id } } mutation Place { place(note: "") { id } }',
      operationName: 'Place',
    });

    expect((await server()).attributes).toMatchObject({
      'graphql.operation.type': 'mutation',
      'graphql.operation.name': 'Place',
    });
  });

  it('is cut where its name has no end', async () => {
    await traced.ask(`query ${'N'.repeat(1000)} { orders { id } }`);

    expect((await server()).attributes['graphql.operation.name']).toBe('N'.repeat(128));
  });

  it('is told when it comes by GET', async () => {
    const query = encodeURIComponent('query Shelf { orders { id } }');
    await fetch(`${traced.url}/graphql?query=${query}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    });

    expect((await traced.span('GET /graphql')).attributes).toMatchObject({
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Shelf',
    });
  });

  it('is told when it asks for the schema alone', async () => {
    await traced.ask('query Tools { __schema { queryType { name } } }');

    expect(await traced.treeOf(1)).toBe('SERVER POST /graphql');
    expect((await server()).attributes['graphql.operation.name']).toBe('Tools');
  });

  it('is told each time, whatever the server has kept of it', async () => {
    for (let time = 0; time < 3; time += 1) {
      await traced.ask('query Again { order(id: "1") { id } }');
    }
    await traced.treeOf(6);

    const requests = traced.spans().filter(({ name }) => name === 'POST /graphql');
    expect(requests.map(({ attributes }) => attributes['graphql.operation.name'])).toEqual(
      Array(3).fill('Again'),
    );
  });

  it('is an event when it is one of several in a request', async () => {
    await traced.ask([
      { query: 'query First { orders { id } }' },
      { query: 'mutation Second { place(note: "") { id } }' },
    ]);

    expect(await traced.treeOf(4)).toBe(
      tree(`
        SERVER POST /graphql
          OrdersResolver.orders
            OrdersRepository.read
          OrdersResolver.place
      `),
    );
    const { attributes, events } = await server();
    expect(attributes).not.toHaveProperty(['graphql.operation.type']);
    expect(events.map((event) => event.attributes)).toEqual([
      { 'graphql.operation.type': 'query', 'graphql.operation.name': 'First' },
      { 'graphql.operation.type': 'mutation', 'graphql.operation.name': 'Second' },
    ]);
  });

  it('has one span for each of its resolvers, side by side', async () => {
    await traced.ask('{ one: order(id: "1") { id } two: order(id: "2") { id } orders { id } }');

    expect(await traced.treeOf(5)).toBe(
      tree(`
        SERVER POST /graphql
          OrdersResolver.order
          OrdersResolver.order
          OrdersResolver.orders
            OrdersRepository.read
      `),
    );
  });

  it('goes on in what loaders do for its fields, which have no spans', async () => {
    const answer = await traced.ask('{ orders { customer } }');

    expect(answer).toEqual({ data: { orders: [{ customer: 'Ada' }, { customer: 'Ada' }] } });
    expect(await traced.treeOf(4)).toBe(
      tree(`
        SERVER POST /graphql
          CustomerLoader.loadAll
          OrdersResolver.orders
            OrdersRepository.read
      `),
    );
  });

  it('runs in the span of the request where a resolver has @NoSpan()', async () => {
    const { data } = await traced.ask('{ spanIdOfRequest }');

    expect(await traced.treeOf(1)).toBe('SERVER POST /graphql');
    expect((await server()).spanContext().spanId).toBe(data?.spanIdOfRequest);
  });

  it('of a federation has a span for each entity that is resolved', async () => {
    traced.app.get(OrdersResolver).resolveReference({ id: '1', total: 1, customer: 'Ada' });

    expect(await traced.treeOf(1)).toBe('OrdersResolver.resolveReference');
  });
});
