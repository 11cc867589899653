import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { SpanKind, trace } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { waitFor } from '../support/wait-for.js';
import { readJaegerBody, readJaegerPacket } from './support/jaeger-messages.js';
import type { JaegerSpan } from './support/jaeger-messages.js';
import { startApplication, traced } from './support/started.js';

const engines = ['fast', 'stock'] as const;
const root = '0'.repeat(16);
const linked = { traceId: `${'0'.repeat(31)}1`, spanId: 'ffffffffffffffff', traceFlags: 1 };

let collector: LoopbackServer;
let agent: Socket;
let packets: Buffer[];

beforeEach(async () => {
  collector = await startLoopbackServer((_, response) => response.writeHead(202).end());
  packets = [];
  agent = createSocket('udp4').on('message', (packet) => packets.push(packet));
  agent.bind(0, '127.0.0.1');
  await once(agent, 'listening');
});

afterEach(async () => {
  delete process.env.OTEL_EXPORTER_JAEGER_ENDPOINT;
  await collector.close();
  agent.close();
});

describe.each(engines)("the exporter 'jaeger' behind the %s engine", (engine) => {
  it('sends Thrift over HTTP: names, ids, times, tags, logs and references', async () => {
    let outer!: SpanContext;
    let inner!: SpanContext;
    const { username, password } = { username: 'ada', password: 's3cret' };
    const jaeger = { endpoint: `${collector.url}/api/traces`, username, password };
    const before = Date.now() * 1_000;

    await traced({ engine, exporter: 'jaeger', jaeger, serviceName: 'orders' }, () =>
      runInSpan('outer', { kind: SpanKind.SERVER }, (span) => {
        outer = span.spanContext();
        inner = makeInner();
      }),
    );

    const [request] = collector.received;
    expect(request).toMatchObject({ method: 'POST', url: '/api/traces' });
    expect(request?.headers['content-type']).toBe('application/x-thrift');
    expect(request?.headers.authorization).toBe(
      `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    );
    const spans = spansByName(readJaegerBody(request!.body));
    expect(spans.outer).toMatchObject({
      service: 'orders',
      traceId: outer.traceId,
      spanId: outer.spanId,
      parentSpanId: root,
      flags: 1,
      tags: { 'span.kind': 'server', 'service.name': 'orders' },
      references: [],
    });
    expect(spans.inner).toMatchObject({
      traceId: outer.traceId,
      spanId: inner.spanId,
      parentSpanId: outer.spanId,
      tags: { text: 'näh', whole: 7, part: 0.5, isGood: false, list: 'a,b', error: true },
      references: [{ type: 1, traceId: linked.traceId, spanId: linked.spanId }],
    });
    const { startMicros, durationMicros, logs } = spans.inner!;
    expect(startMicros).toBeGreaterThanOrEqual(before - 1_000);
    expect(startMicros).toBeLessThanOrEqual(Date.now() * 1_000 + 1_000);
    expect(durationMicros).toBeGreaterThan(0);
    expect(durationMicros).toBeLessThan(1_000_000);
    expect(logs).toMatchObject([
      { fields: { event: 'exception', 'exception.type': 'Error', 'exception.message': 'broken' } },
    ]);
    expect(Math.abs(logs[0]!.atMicros - startMicros)).toBeLessThan(1_000_000);
  });

  it('sends the same over UDP, to an agent named in code in spite of an endpoint', async () => {
    process.env.OTEL_EXPORTER_JAEGER_ENDPOINT = `${collector.url}/api/traces`;
    const { port } = agent.address();

    await traced({ engine, exporter: 'jaeger', jaeger: { host: '127.0.0.1', port } }, () =>
      runInSpan('outer', () => makeInner()),
    );

    await waitFor('the packet', () => packets.length > 0);
    const spans = spansByName(packets.flatMap(readJaegerPacket));
    expect(spans.inner?.parentSpanId).toBe(spans.outer?.spanId);
    expect(spans.inner?.logs[0]?.fields).toMatchObject({ event: 'exception' });
    expect(collector.received).toEqual([]);
  });

  it('splits what is more than a packet, and loses none of several batches', async () => {
    const { port } = agent.address();
    const jaeger = { host: '127.0.0.1', port };
    const big = 'x'.repeat(20_000);
    agent.setRecvBufferSize(4 * 1_024 * 1_024);

    await traced({ engine, exporter: 'jaeger', jaeger, batch: { maxBatchSize: 4 } }, () => {
      for (let number = 0; number < 40; number += 1) {
        runInSpan(`span ${number}`, { attributes: { big } }, () => undefined);
      }
    });

    await waitFor('the spans', () => packets.flatMap(readJaegerPacket).length === 40);
    expect(packets.length).toBeGreaterThan(5);
    expect(Math.max(...packets.map(({ length }) => length))).toBeLessThanOrEqual(65_000);
  });
});

describe("the exporter 'jaeger'", () => {
  it('is waited for by a flush, also with what was under way already', async () => {
    let isAnswered = false;
    const slow = await startLoopbackServer((_, response) => {
      setTimeout(() => {
        isAnswered = true;
        response.end();
      }, 150);
    });
    const jaeger = { endpoint: `${slow.url}/api/traces` };
    const app = await startApplication({ exporter: 'jaeger', jaeger, batch: { maxBatchSize: 1 } });
    runInSpan('work', () => undefined);
    await waitFor('the request', () => slow.received.length === 1);

    await app.close();

    expect(isAnswered).toBe(true);
    await slow.close();
  });
});

/** A span below the active one, with one of each in it. */
function makeInner(): SpanContext {
  let made!: SpanContext;
  const links = [{ context: linked }];
  const attributes = { text: 'näh', whole: 7, part: 0.5, isGood: false, list: ['a', 'b'] };
  try {
    runInSpan('inner', { attributes, links }, () => {
      made = trace.getActiveSpan()!.spanContext();
      throw new Error('broken');
    });
  } catch {
    // It is on the span.
  }
  return made;
}

function spansByName(spans: readonly JaegerSpan[]): Record<string, JaegerSpan> {
  return Object.fromEntries(spans.map((span) => [span.name, span]));
}
