import { once } from 'node:events';
import { Agent, createServer, get, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setImmediate as immediate, setTimeout as pause } from 'node:timers/promises';
import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.js';
import { Collector } from './support/collector.js';
import { forgetGlobals, ours, stock } from './support/engines.js';
import type { Provider } from './support/engines.js';
import type { WireSpan } from './support/otlp-messages.js';

/** A server that traces itself through the API, as an instrumentation would. */
describe.each([stock, ours])('an HTTP server traced with $name', (engine) => {
  let collector: Collector;
  let provider: Provider;
  let server: Server;
  let port: number;
  let handle: (incoming: IncomingMessage, response: ServerResponse, span: Span) => Promise<void>;

  beforeEach(async () => {
    collector = await Collector.start();
    provider = engine.createExporting(collector.url);
    provider.register();
    handle = async (_incoming, response) => void response.end();
    server = createServer((incoming, response) => traceRequest(incoming, response));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    port = (server.address() as AddressInfo).port;
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await provider.shutdown();
    await collector.stop();
    forgetGlobals();
  });

  function traceRequest(incoming: IncomingMessage, response: ServerResponse): void {
    const parent = propagation.extract(ROOT_CONTEXT, incoming.headers);
    const tracer = trace.getTracer('server');
    tracer.startActiveSpan(`GET ${incoming.url}`, { kind: SpanKind.SERVER }, parent, (span) => {
      response.once('close', () => {
        span.setAttribute('finished', response.writableFinished).end();
      });
      void handle(incoming, response, span);
    });
  }

  async function exported(count: number): Promise<WireSpan[]> {
    await waitFor(`${count} spans`, async () => {
      await provider.forceFlush();
      return collector.spans().length >= count;
    });
    return collector.spans();
  }

  async function step(name: string, work: () => Promise<unknown>): Promise<void> {
    await trace.getTracer('steps').startActiveSpan(name, async (span) => {
      await work();
      span.end();
    });
  }

  it('keeps 400 concurrent traces apart, over connections used again', async () => {
    handle = async (incoming, response) => {
      await step(`a ${incoming.url}`, () => pause(Number(incoming.url!.slice(1)) % 5));
      await step(`b ${incoming.url}`, () =>
        immediate().then(() => step(`c ${incoming.url}`, () => immediate())),
      );
      response.end();
    };
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    await Promise.all(
      Array.from({ length: 400 }, async (_, index) => {
        const [response] = (await once(
          get({ port, host: '127.0.0.1', path: `/${index}`, agent }),
          'response',
        )) as [IncomingMessage];
        await response.toArray();
      }),
    );
    agent.destroy();

    const spans = await exported(1_600);

    expect(spans).toHaveLength(1_600);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    expect(byId.size).toBe(1_600);
    for (const span of spans.filter(({ kind }) => kind === 1)) {
      const [letter, path] = span.name.split(' ');
      const parent = byId.get(span.parentSpanId)!;
      expect(parent.name).toBe(letter === 'c' ? `b ${path}` : `GET ${path}`);
      expect(parent.traceId).toBe(span.traceId);
    }
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(400);
  });

  it('keeps pipelined requests apart', async () => {
    handle = async (incoming, response) => {
      await step(`of ${incoming.url}`, () => pause(incoming.url === '/1' ? 20 : 1));
      response.end(incoming.url);
    };
    const socket = connect(port, '127.0.0.1');
    socket.write(
      ['/1', '/2', '/3'].map((path) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`).join(''),
    );
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    await waitFor('three answers', () => answer.endsWith('/3') || answer.includes('/3'));
    socket.destroy();

    const spans = await exported(6);

    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const pairs = spans
      .filter(({ kind }) => kind === 1)
      .map((span) => [span.name, byId.get(span.parentSpanId)!.name]);
    expect(new Map(pairs as [string, string][])).toEqual(
      new Map([
        ['of /1', 'GET /1'],
        ['of /2', 'GET /2'],
        ['of /3', 'GET /3'],
      ]),
    );
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(3);
  });

  it('ends the span of an aborted request, and of what it had begun', async () => {
    let isClosed = false;
    handle = async (_incoming, response) => {
      await step('slow', async () => {
        await once(response, 'close');
        isClosed = true;
      });
    };
    const outgoing = request({ port, host: '127.0.0.1', path: '/aborted' });
    outgoing.on('error', () => {});
    outgoing.end();
    await once(server, 'request');
    outgoing.destroy();
    await waitFor('the abort', () => isClosed);

    const spans = await exported(2);

    expect(spans.find(({ kind }) => kind === 2)!.attributes).toEqual({
      finished: { boolValue: false },
    });
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  });

  it('has the right span in the listeners of a slow body that were bound', async () => {
    const seen: unknown[] = [];
    handle = async (incoming, response, span) => {
      context.bind(context.active(), incoming);
      incoming.on('data', () => seen.push(trace.getActiveSpan() === span));
      incoming.on('end', () => {
        seen.push(trace.getActiveSpan() === span);
        response.end();
      });
    };
    const outgoing = request({ port, host: '127.0.0.1', path: '/upload', method: 'POST' });
    outgoing.write('one');
    await pause(20);
    outgoing.end('two');
    await once(outgoing, 'response');

    expect(seen).toEqual([true, true, true]);
  });

  it('continues the trace of a caller', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate: 'vendor=1' };
    await once(get({ port, host: '127.0.0.1', path: '/', headers }), 'response');

    const [span] = await exported(1);

    expect(span).toMatchObject({
      traceId,
      parentSpanId: 'b7ad6b7169203331',
      traceState: 'vendor=1',
      flags: 0x301,
    });
  });
});
