import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { context, diag, DiagLogLevel, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineContextManager } from '../../lib/engine/context/engine-context-manager.js';
import { EngineTracerProvider } from '../../lib/engine/engine-tracer-provider.js';
import type { OtlpOptions } from '../../lib/engine/otlp/otlp-options.js';
import { OtlpSpanSink } from '../../lib/engine/otlp/otlp-span-sink.js';
import { waitFor } from '../support/wait-for.js';
import { Collector } from './support/collector.js';
import { partialSuccess } from './support/otlp-messages.js';

describe('OtlpSpanSink', () => {
  let collector: Collector;
  let warnings: string[];
  const sinks: OtlpSpanSink[] = [];

  beforeEach(async () => {
    collector = await Collector.start();
    warnings = [];
    const silent = (): void => {};
    diag.setLogger(
      {
        error: silent,
        warn: (text) => void warnings.push(text),
        info: silent,
        debug: silent,
        verbose: silent,
      },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
  });

  afterEach(async () => {
    await Promise.allSettled(sinks.splice(0).map((sink) => sink.shutdown(50)));
    await collector.stop();
    context.disable();
    diag.disable();
    vi.restoreAllMocks();
  });

  function start(options: OtlpOptions = {}) {
    const sink = new OtlpSpanSink({
      url: collector.url,
      firstRetryMs: 10,
      maxRetryMs: 40,
      ...options,
    });
    sinks.push(sink);
    const provider = new EngineTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop' }),
      sink,
    });
    const tracer = provider.getTracer('t');
    const end = (count: number): void => {
      for (let index = 0; index < count; index += 1) tracer.startSpan(`work ${index}`).end();
    };
    return { sink, provider, tracer, end };
  }

  function dropped(sink: OtlpSpanSink): Record<string, number> {
    return Object.fromEntries(Object.entries(sink.counts.dropped).filter(([, count]) => count > 0));
  }

  describe('with a healthy collector', () => {
    it('sends what has ended when flushed, once', async () => {
      const { sink, provider, end } = start({ headers: { 'x-api-key': 'k' } });
      end(3);

      await provider.forceFlush();
      await provider.forceFlush();

      expect(
        collector
          .spans()
          .map(({ name }) => name)
          .toSorted(),
      ).toEqual(['work 0', 'work 1', 'work 2']);
      expect(collector.requests).toHaveLength(1);
      expect(collector.requests[0]).toMatchObject({
        path: '/v1/traces',
        headers: { 'content-type': 'application/x-protobuf', 'x-api-key': 'k' },
      });
      expect(sink.counts.delivered).toBe(3);
    });

    it('sends a batch when it is full, and the rest when it is old', async () => {
      const { end } = start({ maxBatchSpans: 10, intervalMs: 50 });
      end(25);

      await waitFor('25 spans', () => collector.spans().length === 25);

      expect(collector.requests).toHaveLength(3);
    });

    it('puts spans of one scope together', async () => {
      const { provider } = start();
      for (let index = 0; index < 10; index += 1) {
        provider
          .getTracer(`scope ${index % 3}`, '1')
          .startSpan('work')
          .end();
      }
      await provider.forceFlush();

      expect(new Set(collector.spans().map(({ scope }) => scope)).size).toBe(3);
      expect(collector.requests[0]!.body.toString('latin1').split('scope ').length - 1).toBe(3);
    });

    it('compresses', async () => {
      const { provider, end } = start({ compression: 'gzip' });
      end(100);
      await provider.forceFlush();

      expect(collector.requests[0]!.headers['content-encoding']).toBe('gzip');
      expect(collector.requests[0]!.body.length).toBeLessThan(5_000);
      expect(collector.spans()).toHaveLength(100);
    });

    it('uses its connections again', async () => {
      const { provider, end } = start();
      for (let round = 0; round < 5; round += 1) {
        end(1);
        await provider.forceFlush();
      }

      expect(collector.requests).toHaveLength(5);
      expect(collector.connections).toBe(1);
    });

    it('loses nothing when spans end faster than they are sent', async () => {
      const held: http.ServerResponse[] = [];
      collector.answer = (response) => void held.push(response);
      const { sink, provider, end } = start();
      end(5 * 512);
      await waitFor('as many requests as may be under way', () => held.length === 4);
      collector.answer = (response) => void setTimeout(() => response.end(), 20);
      held.forEach((response) => response.end());
      for (let round = 5; round < 40; round += 1) {
        end(512);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
      await provider.forceFlush();

      expect(sink.counts).toMatchObject({ delivered: 40 * 512 });
      expect(dropped(sink)).toEqual({});
      expect(new Set(collector.spans().map(({ spanId }) => spanId)).size).toBe(40 * 512);
      expect(collector.mostAtOnce).toBe(4);
    });

    it.each(['none', 'gzip'] as const)(
      'sends every large batch as it was sealed, while buffers are used again (%s)',
      async (compression) => {
        const { provider, tracer } = start({ compression, maxBatchSpans: 200 });
        const details = Array.from({ length: 4_000 }, (_, index) => `${index} `.repeat(60));
        for (const [index, detail] of details.entries()) {
          tracer.startSpan('work').setAttribute('detail', detail).end();
          // Batches are then at all stages at once: sealed, under way, delivered.
          if (index % 500 === 0) await provider.forceFlush();
        }
        await provider.forceFlush();

        const received = collector.spans().map(({ attributes }) => attributes['detail']);
        expect(new Set(received.map((value) => JSON.stringify(value)))).toEqual(
          new Set(details.map((stringValue) => JSON.stringify({ stringValue }))),
        );
        expect(received).toHaveLength(4_000);
      },
    );

    it('sends spans larger than its buffers, and texts of every alphabet', async () => {
      const { provider, tracer } = start();
      const large = 'ü€😀x'.repeat(40_000);
      tracer.startSpan('wide 名前').setAttribute('large', large).end();
      tracer.startSpan('next').end();
      await provider.forceFlush();

      const spans = collector.spans();
      expect(spans.find(({ name }) => name === 'wide 名前')?.attributes).toEqual({
        large: { stringValue: large },
      });
      expect(spans).toHaveLength(2);
    });

    it('waits for the attributes of the resource', async () => {
      let detect!: (value: string) => void;
      const { sink, provider, end } = start();
      const host = new Promise<string>((resolve) => {
        detect = resolve;
      });
      provider.configure({ resource: resourceFromAttributes({ 'host.id': host }), sink });
      end(1);
      const flushed = provider.forceFlush();
      await new Promise((resolve) => {
        setTimeout(resolve, 30);
      });
      expect(collector.requests).toHaveLength(0);

      detect('h-1');
      await flushed;

      expect(collector.spans()[0]!.resource).toEqual({ 'host.id': { stringValue: 'h-1' } });
    });
  });

  describe('with a collector in trouble', () => {
    it.each([429, 502, 503, 504])('tries again after status %i', async (status) => {
      collector.answer = (response, attempt) =>
        void response.writeHead(attempt < 3 ? status : 200).end();
      const { sink, provider, end } = start();
      end(5);
      await provider.forceFlush();

      expect(collector.requests).toHaveLength(3);
      expect(collector.spans()).toHaveLength(5);
      expect(sink.counts.delivered).toBe(5);
      expect(warnings).toEqual([]);
    });

    it('comes back when Retry-After says so', async () => {
      collector.answer = (response, attempt) =>
        void response.writeHead(attempt === 1 ? 503 : 200, { 'retry-after': '1' }).end();
      const { provider, end } = start();
      end(1);
      await provider.forceFlush();

      const [first, second] = collector.requests;
      expect(second!.at - first!.at).toBeGreaterThan(950);
    });

    it('takes a date in Retry-After', async () => {
      const later = () => new Date(Date.now() + 2_000).toUTCString();
      collector.answer = (response, attempt) =>
        void response.writeHead(attempt === 1 ? 429 : 200, { 'retry-after': later() }).end();
      const { provider, end } = start();
      end(1);
      await provider.forceFlush();

      expect(collector.requests[1]!.at - collector.requests[0]!.at).toBeGreaterThan(500);
    });

    it('does not wait in a flush for what comes after it', async () => {
      collector.answer = (response, attempt) =>
        void response.writeHead(attempt === 1 ? 503 : 200, { 'retry-after': '60' }).end();
      const { sink, provider, end } = start();
      end(2);

      await expect(provider.forceFlush({ timeoutMillis: 5_000 })).rejects.toEqual([
        new Error('The collector did not take 2 spans (status 503)'),
      ]);

      await provider.forceFlush();
      expect(sink.counts.delivered).toBe(2);
    });

    it.each([400, 401, 404, 413, 500])('gives up after status %i, and says why', async (status) => {
      collector.answer = (response) => void response.writeHead(status).end('bad key');
      const { sink, provider, end } = start();
      end(2);
      await provider.forceFlush();

      expect(collector.requests).toHaveLength(1);
      expect(dropped(sink)).toEqual({ refused: 2 });
      expect(warnings).toEqual([
        `nestjs-tracing: 2 spans were dropped: the collector refused them (status ${status}: bad key).`,
      ]);
    });

    it('counts what a collector rejects of a batch', async () => {
      collector.answer = (response) =>
        void response
          .writeHead(200, { 'content-type': 'application/x-protobuf' })
          .end(partialSuccess(300, 'too old'));
      const { sink, provider, end } = start();
      end(400);
      await provider.forceFlush();

      expect(collector.requests).toHaveLength(1);
      expect(sink.counts.delivered).toBe(100);
      expect(dropped(sink)).toEqual({ rejected: 300 });
      expect(warnings[0]).toContain('too old');
    });

    it.each([
      ['an empty partial success', 'application/x-protobuf', Buffer.from([0x0a, 0x00])],
      ['JSON', 'application/json', Buffer.from('{"partialSuccess":{}}')],
      ['nonsense', 'application/x-protobuf', Buffer.from([0xff, 0xff, 0xff, 0x0a, 0x7f])],
      ['a warning', 'application/x-protobuf', partialSuccess(0, 'slow down')],
      ['a very long answer', 'text/plain', Buffer.alloc(300_000, 'x')],
    ])('takes %s for success', async (_name, type, body) => {
      collector.answer = (response) =>
        void response.writeHead(200, { 'content-type': type }).end(body);
      const { sink, provider, end } = start();
      end(4);
      await provider.forceFlush();

      expect(sink.counts.delivered).toBe(4);
      expect(warnings).toEqual([]);
    });

    it('tries again when the connection breaks', async () => {
      collector.answer = (response, attempt) =>
        void (attempt < 3 ? response.destroy() : response.end());
      const { sink, provider, end } = start();
      end(3);
      await provider.forceFlush();

      expect(sink.counts.delivered).toBe(3);
      expect(collector.requests).toHaveLength(3);
    });

    it('flushes once where nobody listens, and keeps what it has until the end', async () => {
      const port = await closedPort();
      const { sink, provider, end } = start({ url: `http://127.0.0.1:${port}/v1/traces` });
      const refused = `connect ECONNREFUSED 127.0.0.1:${port}`;
      end(3);

      await expect(provider.forceFlush()).rejects.toEqual([
        new Error(`The collector did not take 3 spans (${refused})`),
      ]);
      end(2);
      await expect(provider.shutdown()).rejects.toThrow('did not take 5 spans');

      expect(dropped(sink)).toEqual({ closed: 5 });
      expect(warnings).toEqual([
        `nestjs-tracing: 5 spans were dropped: they were not delivered when tracing ended (${refused}).`,
      ]);
    });

    it('finds a collector that starts later, and says what was the matter once', async () => {
      const port = await closedPort();
      const { sink, end } = start({
        url: `http://user:secret@127.0.0.1:${port}/v1/traces?key=secret`,
        // Within it a busy machine, too, finds that nobody listens; so old is an outage that is told.
        timeoutMs: 1_000,
        intervalMs: 1,
      });
      end(3);
      await waitFor('a warning', () => warnings.length > 0);
      const late = createServer((socket) =>
        socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')),
      );
      await new Promise<void>((resolve) => {
        late.listen(port, '127.0.0.1', resolve);
      });

      await waitFor('3 spans', () => sink.counts.delivered === 3);

      late.close();
      expect(warnings).toEqual([
        `nestjs-tracing: the collector at http://127.0.0.1:${port}/v1/traces takes no spans ` +
          `(connect ECONNREFUSED 127.0.0.1:${port}). Is it running, and is the URL right? ` +
          '3 spans wait, and are sent when it is back.',
      ]);
    });

    it('waits for no second answer of a collector that gave none', async () => {
      collector.answer = () => {};
      const { provider, end } = start({ timeoutMs: 100 });
      end(3);

      await expect(provider.forceFlush()).rejects.toEqual([
        new Error('The collector did not take 3 spans (no answer within 100 ms)'),
      ]);
    });

    it('drops a batch the collector chokes on, when others arrive', async () => {
      collector.answer = (response) =>
        void (collector.requests.at(-1)!.body.includes('poison')
          ? response.destroy()
          : response.end());
      const { sink, tracer, end } = start({ maxBatchSpans: 1, firstRetryMs: 1, maxRetryMs: 1 });
      tracer.startSpan('poison').end();
      const feeding = setInterval(end, 2, 1);

      await waitFor('the drop', () => sink.counts.dropped.failed === 1);

      clearInterval(feeding);
      expect(sink.counts.delivered).toBeGreaterThan(5);
      expect(warnings).toEqual([expect.stringContaining('took others, but these on no attempt')]);
    });

    it('flushes no longer than it may', async () => {
      collector.answer = () => {};
      const { provider, end } = start();
      end(3);
      const before = performance.now();

      await expect(provider.forceFlush({ timeoutMillis: 50 })).rejects.toEqual([
        new Error('The delivery of spans took longer than 50 ms'),
      ]);

      expect(performance.now() - before).toBeLessThan(5_000);
    });

    it.each([
      ['does not answer', (): void => {}],
      ['is busy', (response: http.ServerResponse): void => void response.writeHead(503).end()],
    ])('keeps within its bound when the collector %s', async (_name, answer) => {
      collector.answer = answer;
      const { sink, end } = start({ maxBufferedBytes: 256 * 1_024, timeoutMs: 60_000 });
      end(1);
      const before = process.memoryUsage().arrayBuffers;
      for (let round = 0; round < 100; round += 1) {
        end(512);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
      const growth = process.memoryUsage().arrayBuffers - before;

      const { full = 0 } = dropped(sink);
      expect(full).toBeGreaterThan(45_000);
      expect(growth).toBeLessThan(2 * 1_024 * 1_024);
      expect(warnings.filter((text) => text.includes('no more can wait'))).toHaveLength(1);
    });

    it('delivers all that could wait once the collector is back, and takes spans again', async () => {
      collector.answer = (response, attempt) =>
        void response.writeHead(attempt < 8 ? 503 : 200).end();
      const { sink, provider, end } = start({ maxBufferedBytes: 64 * 1_024 });
      end(3_000);
      const { full } = sink.counts.dropped;
      await provider.forceFlush();
      end(100);
      await provider.forceFlush();

      expect(full).toBeGreaterThan(1_000);
      expect(sink.counts.delivered).toBe(3_000 - full + 100);
      expect(dropped(sink)).toEqual({ full });
    });

    it('tells what was dropped once in a while, also when no more spans come', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      collector.answer = () => {};
      const { end } = start({ maxBufferedBytes: 2_000 });
      end(2_000);
      const lines = warnings.length;
      await vi.advanceTimersByTimeAsync(59_000);
      const quiet = warnings.length;
      await vi.advanceTimersByTimeAsync(2_000);
      const told = warnings.filter((line) => line.includes('no more can wait'));
      vi.useRealTimers();

      expect([lines, quiet]).toEqual([1, 1]);
      expect(told).toHaveLength(2);
      expect(told[0]).toMatch(/1 span was dropped: .*2000 bytes wait already/);
      expect(told[1]).toMatch(/19\d\d spans were dropped \(19\d\d in all\)/);
    });
  });

  describe('shutdown', () => {
    it('delivers the rest, and takes no more', async () => {
      const { sink, provider, end } = start();
      end(3);
      await provider.shutdown();
      end(3);
      await provider.shutdown();
      await provider.forceFlush();

      expect(collector.spans()).toHaveLength(3);
      expect(dropped(sink)).toEqual({});
    });

    it('ends within its time, and says what is lost', async () => {
      collector.answer = () => {};
      const { sink, provider, end } = start({ maxBatchSpans: 1 });
      end(6);

      await expect(provider.shutdown({ timeoutMillis: 50 })).rejects.toThrow(
        'took longer than 50 ms',
      );

      expect(dropped(sink)).toEqual({ closed: 6 });
      await waitFor('its connections to be closed', () => collector.openConnections() === 0);
    });
  });

  describe('its own work', () => {
    it('happens in no context of the application', async () => {
      context.setGlobalContextManager(new EngineContextManager());
      const foreign = new AsyncLocalStorage<string>();
      const { provider, tracer } = start({ maxBatchSpans: 2 });
      const { request } = http;
      const seen: unknown[] = [];
      // As an instrumentation patches it.
      vi.spyOn(http, 'request').mockImplementation((...args: unknown[]) => {
        seen.push(trace.getActiveSpan(), isTracingSuppressed(context.active()), foreign.getStore());
        return Reflect.apply(request, http, args) as http.ClientRequest;
      });

      foreign.run('request of a user', () => {
        tracer.startActiveSpan('outer', (span) => {
          tracer.startSpan('inner').end();
          span.end();
        });
      });
      await provider.forceFlush();

      expect(seen).toEqual([undefined, true, undefined]);
    });
  });

  describe('values that cannot be encoded', () => {
    it('cost their span and no other', async () => {
      const { sink, provider, tracer } = start();
      tracer.startSpan('before').end();
      const traceState = {
        get: () => undefined,
        set: () => traceState,
        unset: () => traceState,
        serialize: () => {
          throw new Error('odd');
        },
      };
      const remote = {
        traceId: '1'.repeat(32),
        spanId: '1'.repeat(16),
        traceFlags: 1,
        isRemote: true,
        traceState,
      };
      const span: Span = tracer.startSpan('odd', {}, trace.setSpanContext(ROOT_CONTEXT, remote));
      span.end();
      tracer.startSpan('after').end();
      await provider.forceFlush();

      expect(
        collector
          .spans()
          .map(({ name }) => name)
          .toSorted(),
      ).toEqual(['after', 'before']);
      expect(dropped(sink)).toEqual({ unencodable: 1 });
    });

    it('are those larger than all buffers', async () => {
      const { sink, provider, tracer } = start({ maxBufferedBytes: 10_000 });
      tracer.startSpan('large').setAttribute('a', 'x'.repeat(20_000)).end();
      tracer.startSpan('small').end();
      await provider.forceFlush();

      expect(collector.spans().map(({ name }) => name)).toEqual(['small']);
      expect(dropped(sink)).toEqual({ unencodable: 1 });
    });
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
