import { createHash } from 'node:crypto';
import { SpanStatusCode } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import type { TracingModuleOptions } from '../../../lib/index.js';
import { tree } from '../../support/span-tree.js';
import { startGraphql } from './support/start-graphql.js';
import type { TracedGraphql } from './support/start-graphql.js';
import { graphqlServers } from './support/servers.js';

describe.each(graphqlServers)('with %s', (_, { makeAdapter, makeModule }) => {
  let traced: TracedGraphql;

  const start = async (options: TracingModuleOptions) => {
    traced = await startGraphql(makeModule(), makeAdapter(), options);
  };

  afterEach(() => traced.close());

  const server = () => traced.span('POST /graphql');

  it('a document is recorded as its SHA-256 on demand', async () => {
    await start({ graphql: { document: 'hash' } });
    const query = '{ order(id: "secret") { id } }';

    await traced.ask(query);

    const { attributes } = await server();
    expect(attributes['graphql.document.hash']).toBe(
      createHash('sha256').update(query).digest('hex'),
    );
    expect(attributes).not.toHaveProperty(['graphql.document']);
  });

  it('a document is recorded with its literals masked on demand', async () => {
    await start({ graphql: { document: 'masked' } });

    await traced.ask('{ order(id: "secret", size: Small) { id } }');

    const { attributes } = await server();
    expect(attributes['graphql.document']).toBe('{ order(id: ?, size: ?) { id } }');
    expect(attributes).not.toHaveProperty(['graphql.document.hash']);
  });

  it('a document without end is cut', async () => {
    await start({ graphql: { document: 'masked' } });

    await traced.ask(`{ ${'long'.repeat(2000)}: orders { id } }`);

    expect((await server()).attributes['graphql.document']).toHaveLength(4096);
  });

  it('resolvers of fields have spans on demand', async () => {
    await start({ graphql: { fieldResolvers: true } });

    await traced.ask('{ orders { customer } }');

    expect(await traced.treeOf(6)).toBe(
      tree(`
        SERVER POST /graphql
          OrdersResolver.customer
            CustomerLoader.loadAll
          OrdersResolver.customer
          OrdersResolver.orders
            OrdersRepository.read
      `),
    );
  });

  it('http.isError is asked with the status an error would have had by itself', async () => {
    const asked: [number, string][] = [];
    const isError = (status: number, error: unknown) => {
      if (error instanceof Error) {
        asked.push([status, error.message]);
      }
      return status === 404;
    };
    await start({ http: { isError } });

    await traced.ask('{ unknown broken declined }');

    expect((await server()).status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'no such order',
    });
    expect(asked).toContainEqual([404, 'no such order']);
    expect(asked).not.toContainEqual([200, 'no connection']);
  });

  it('http.isError has no say where it throws', async () => {
    const isError = () => {
      throw new Error('cannot tell');
    };
    await start({ http: { isError } });

    await traced.ask('{ unknown broken }');

    expect((await server()).attributes['error.type']).toBe('DatabaseDown');
  });

  it('nothing is recorded of an operation that is not sampled', async () => {
    await start({ sampling: { ratio: 0 } });

    const answer = await traced.ask('{ orders { id } broken }');

    expect(answer.data?.orders).toHaveLength(2);
    expect(traced.spans()).toEqual([]);
  });

  it('nothing is attached when tracing is off', async () => {
    await start({ enabled: false });

    const answer = await traced.ask('{ orders { id } }');

    expect(answer.data?.orders).toHaveLength(2);
    expect(traced.spans()).toEqual([]);
  });
});
