import { WebSocket } from 'ws';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tree } from '../../support/span-tree.js';
import { waitFor } from '../../support/wait-for.js';
import { startGraphql } from './support/start-graphql.js';
import type { TracedGraphql } from './support/start-graphql.js';
import { graphqlServers } from './support/servers.js';

interface Message {
  readonly type: string;
  readonly payload?: unknown;
}

describe.each(graphqlServers)('a subscription with %s', (_, { makeAdapter, makeModule }) => {
  let traced: TracedGraphql;

  beforeAll(async () => {
    traced = await startGraphql(makeModule(), makeAdapter());
  });

  beforeEach(() => traced.reset());

  afterAll(() => traced.close());

  it('has a span for the call of its resolver, and none that lasts as long as it does', async () => {
    const { received, close } = await subscribe(traced.url, 'subscription { ticks }');
    await waitFor('the last event', () => received.find(({ type }) => type === 'complete'));
    await close();
    await traced.ask('{ spanIdOfRequest }');

    expect(received.filter(({ type }) => type === 'next').map(({ payload }) => payload)).toEqual([
      { data: { ticks: 'one' } },
      { data: { ticks: 'two' } },
    ]);
    expect(await traced.treeOf(3)).toBe(
      tree(`
        OrdersRepository.read
        OrdersResolver.ticks
        SERVER POST /graphql
      `),
    );
  });

  it('does not gather what its events cause in one trace', async () => {
    const { received, close } = await subscribe(traced.url, 'subscription { ticks }');
    await waitFor('the last event', () => received.find(({ type }) => type === 'complete'));
    await close();

    const call = await traced.span('OrdersResolver.ticks');
    const caused = await traced.span('OrdersRepository.read');
    expect(caused.spanContext().traceId).not.toBe(call.spanContext().traceId);
  });
});

/** Subscribes by the protocol of graphql-ws. */
async function subscribe(url: string, query: string) {
  const received: Message[] = [];
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Message;
    received.push(message);
    if (message.type === 'connection_ack') {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    }
  });
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
  const close = async () => {
    socket.close();
    await waitFor('the end of the connection', () => socket.readyState === WebSocket.CLOSED);
  };
  await waitFor('an event', () => received.find(({ type }) => type === 'next'));
  return { received, close };
}
