import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { afterEach, describe, expect, it } from 'vitest';
import type { TracingModuleOptions } from '../../../lib/index.js';
import { startTracedApplication } from '../../support/traced-application.js';
import type { TracedApplication } from '../../support/traced-application.js';
import { waitFor } from '../../support/wait-for.js';
import { openWebSocket, platforms, socketIo, ws } from './support/clients.js';
import type { GatewayClient, GatewayPlatform } from './support/clients.js';
import { makeOrdersGateway } from './support/orders-gateway.js';

const sender = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const caller = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const traceparentOf = ({ traceId, spanId }: typeof sender) => `00-${traceId}-${spanId}-01`;
const fromCaller = { traceparent: traceparentOf(caller) };

let traced: TracedApplication;
let client: GatewayClient | undefined;

afterEach(async () => {
  await client?.close();
  client = undefined;
  await traced.close();
});

async function start(platform: GatewayPlatform, options: TracingModuleOptions = {}) {
  const providers = [makeOrdersGateway()];
  traced = await startTracedApplication({ providers }, { layers: false, ...options }, platform);
}

/** Whose child a span is, and what it links to. */
function originOf({ parentSpanContext, links }: ReadableSpan) {
  return { parent: idsOf(parentSpanContext), links: links.map((link) => idsOf(link.context)) };
}

function idsOf(of: { traceId: string; spanId: string } | undefined) {
  return of && { traceId: of.traceId, spanId: of.spanId };
}

describe.each(platforms)('a message to a gateway, on %s', (_, platform) => {
  it('goes on in the trace it brings along, and is handed over as it came', async () => {
    await start(platform);
    client = await platform.connect(traced.url, fromCaller);
    const order = { sku: 'tea', traceparent: traceparentOf(sender), tracestate: 'shop=1' };

    client.send('orders.place', order);

    const span = await traced.span('orders.place');
    expect(originOf(span)).toEqual({ parent: sender, links: [] });
    expect(span.spanContext().traceState?.serialize()).toBe('shop=1');
    expect((await client.receive(1))[0]).toContain(JSON.stringify(order));
  });

  it('goes on in the trace it brings along in the format of `propagators`', async () => {
    await start(platform, { propagators: ['b3'] });
    client = await platform.connect(traced.url);

    client.send('orders.place', {
      sku: 'tea',
      b3: `${sender.traceId}-${sender.spanId}-1`,
      traceparent: traceparentOf(caller),
    });

    expect(originOf(await traced.span('orders.place'))).toEqual({ parent: sender, links: [] });
  });

  it('only links to the trace of the handshake', async () => {
    await start(platform);
    client = await platform.connect(traced.url, fromCaller);

    client.send('orders.note', 1);

    expect(originOf(await traced.span('orders.note'))).toEqual({
      parent: undefined,
      links: [caller],
    });
  });

  it.each([
    ['not valid', '00-short-b7ad6b7169203331-01'],
    ['no string', 7],
    ['far too long', '0'.repeat(100_000)],
  ])('begins a trace where what it brings along is %s', async (__, traceparent) => {
    await start(platform);
    client = await platform.connect(traced.url);

    client.send('orders.note', { traceparent });

    expect(originOf(await traced.span('orders.note'))).toEqual({ parent: undefined, links: [] });
  });

  it('is no child of what was active when the server began to listen', async () => {
    await start(platform);
    await traced.close();
    const booting = trace.setSpanContext(ROOT_CONTEXT, { ...caller, traceFlags: 1 });
    await context.with(booting, () => start(platform));
    client = await platform.connect(traced.url);

    client.send('orders.place', 1);

    expect(originOf(await traced.span('orders.place'))).toEqual({ parent: undefined, links: [] });
  });

  it.each([
    ['never', 'never' as const],
    ['by a function', (request: { url?: string }) => request.url === undefined],
  ])('only links to its sender where callers are not trusted: %s', async (__, trust) => {
    await start(platform, { http: { trustIncomingContext: trust } });
    client = await platform.connect(traced.url, fromCaller);

    client.send('orders.note', { traceparent: traceparentOf(sender) });
    expect(originOf(await traced.span('orders.note'))).toEqual({
      parent: undefined,
      links: [sender],
    });

    client.send('orders.place', 1);
    expect(originOf(await traced.span('orders.place'))).toEqual({
      parent: undefined,
      links: [caller],
    });
  });
});

describe('a message of several arguments', () => {
  it('brings its trace along in the last of them', async () => {
    await start(socketIo);
    client = await socketIo.connect(traced.url);

    client.send('orders.place', [{ sku: 'tea' }, { traceparent: traceparentOf(sender) }]);

    expect(originOf(await traced.span('orders.place')).parent).toEqual(sender);
  });
});

describe('a frame of ws', () => {
  it.each(['text', 'binary'])('may carry its trace beside the payload: %s', async (kind) => {
    await start(ws);
    const { socket, received } = await openWebSocket(traced.url);
    const frame = { event: 'orders.place', data: 'tea', traceparent: traceparentOf(sender) };

    const text = JSON.stringify(frame);
    socket.send(kind === 'text' ? text : Buffer.from(text));

    expect(originOf(await traced.span('orders.place')).parent).toEqual(sender);
    await waitFor('the answer', () => received.length > 0);
    expect(received).toEqual(['{"event":"placed","data":"tea"}']);
    socket.terminate();
  });
});
