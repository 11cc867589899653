import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineTracerProvider } from '../../lib/engine/engine-tracer-provider.js';
import type { OtlpOptions } from '../../lib/engine/otlp/otlp-options.js';
import { OtlpSpanSink } from '../../lib/engine/otlp/otlp-span-sink.js';
import { Collector } from '../engine/support/collector.js';
import { certificate, expiredCertificate, privateKey } from '../sdk/support/certificate.js';
import { waitFor } from '../support/wait-for.js';
import { behaviours, HostileServer, odd } from './hostile-server.js';

describe('a collector', () => {
  let server: HostileServer;
  let warnings: string[];
  const sinks: OtlpSpanSink[] = [];

  beforeEach(async () => {
    server = await new HostileServer().start();
    warnings = [];
    const silent = (): void => {};
    const logger = { error: silent, info: silent, debug: silent, verbose: silent };
    diag.setLogger(
      { ...logger, warn: (text) => void warnings.push(text) },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
  });

  afterEach(async () => {
    sinks.splice(0).forEach((sink) => sink.rest());
    await server.stop();
    diag.disable();
  });

  function start(options: OtlpOptions = {}) {
    const sink = new OtlpSpanSink({
      url: `http://127.0.0.1:${server.port}/v1/traces`,
      timeoutMs: 5_000,
      intervalMs: 1,
      firstRetryMs: 10,
      maxRetryMs: 20,
      ...options,
    });
    sinks.push(sink);
    const provider = new EngineTracerProvider({ sink });
    const tracer = provider.getTracer('t');
    const end = (count: number): void => {
      for (let index = 0; index < count; index += 1) tracer.startSpan(`work ${index}`).end();
    };
    return { sink, provider, end };
  }

  const droppedBy = (sink: OtlpSpanSink): number =>
    Object.values(sink.counts.dropped).reduce((sum, count) => sum + count, 0);

  it.each(Object.entries(behaviours))(
    'that %s loses nothing, once it is well',
    async (_name, behaviour) => {
      server.behaviour = behaviour;
      const { sink, end } = start({ timeoutMs: 250 });
      end(30);
      await waitFor('a warning', () => warnings.length === 1);
      end(30);
      const { delivered } = sink.counts;

      server.behaviour = 'well';
      await waitFor('all spans', () => sink.counts.delivered === 60);

      expect(delivered).toBe(0);
      expect(droppedBy(sink)).toBe(0);
      expect(warnings).toEqual([expect.stringContaining('takes no spans (')]);
      await waitFor('no socket to be left', () => server.openSockets === 0);
    },
  );

  it.each(Object.entries(odd))('that %s has taken the spans', async (_name, behaviour) => {
    server.behaviour = behaviour;
    const { sink, provider, end } = start();
    end(5);

    await provider.forceFlush();

    expect(sink.counts.delivered).toBe(5);
    expect(server.requests).toBe(1);
    await waitFor('the socket to be closed', () => server.openSockets === 0);
  });

  it('that redirects refuses the spans, which go nowhere else', async () => {
    const elsewhere = await Collector.start();
    server.behaviour = (socket) =>
      socket.end(`HTTP/1.1 307 x\r\nlocation: ${elsewhere.url}\r\ncontent-length: 0\r\n\r\n`);
    const { sink, provider, end } = start();
    end(5);

    await provider.forceFlush();
    await elsewhere.stop();

    expect(elsewhere.requests).toHaveLength(0);
    expect(sink.counts.dropped.refused).toBe(5);
    expect(warnings).toEqual([expect.stringContaining('status 307')]);
  });

  it.each(['999999999', '9'.repeat(400), '-5', '0', 'Thu, 01 Jan 1970 00:00:00 GMT', 'soon'])(
    'that says "Retry-After: %s" is asked again, neither at once nor never',
    async (retryAfter) => {
      const times: number[] = [];
      server.behaviour = (socket) => {
        times.push(performance.now());
        socket.end(`HTTP/1.1 429 x\r\nretry-after: ${retryAfter}\r\ncontent-length: 0\r\n\r\n`);
      };
      const { sink, provider, end } = start({ firstRetryMs: 100, maxRetryMs: 100 });
      end(1);
      await waitFor('the first attempt', () => times.length > 0);
      const isForLater = Number(retryAfter) > 0;
      if (isForLater) {
        server.behaviour = 'well';
        // The first may meet the answer to that attempt, which puts off longer than a flush lasts.
        await provider.forceFlush().catch(() => provider.forceFlush());
      } else {
        await waitFor('the second attempt', () => times.length > 1);
      }

      expect(isForLater || times[1]! - times[0]! > 70).toBe(true);
      expect(sink.counts.delivered).toBe(isForLater ? 1 : 0);
    },
  );

  it('whose name does not resolve is told, and waited for', async () => {
    const { sink, provider, end } = start({ url: 'http://collector.invalid:4318/v1/traces' });
    end(3);

    await expect(provider.forceFlush({ timeoutMillis: 4_000 })).rejects.toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/ENOTFOUND|EAI_AGAIN|took longer/),
      }),
    ]);

    expect(droppedBy(sink)).toBe(0);
  });

  it('that speaks no TLS on an https port is told', async () => {
    const plain = await Collector.start();
    const { provider, end } = start({ url: plain.url.replace('http:', 'https:') });
    end(3);

    await expect(provider.forceFlush({ timeoutMillis: 4_000 })).rejects.toEqual([
      expect.objectContaining({ message: expect.stringMatching(/wrong version number/) }),
    ]);
    await plain.stop();
  });

  it('in trouble is knocked at by one batch at a time', async () => {
    server.behaviour = (socket) => socket.resetAndDestroy();
    const { sink, end } = start({ maxBatchSpans: 10, firstRetryMs: 50, maxRetryMs: 50 });
    end(500);
    await waitFor('four attempts', () => server.requests >= 4);
    const before = server.requests;
    const since = performance.now();
    await waitFor('more attempts', () => server.requests >= before + 4);

    expect(performance.now() - since).toBeGreaterThan(120);
    expect(droppedBy(sink)).toBe(0);
  });

  it.each([
    ['nobody vouches for', certificate, false, /self-signed certificate/],
    ['is out of date', expiredCertificate, true, /certificate has expired/],
  ])('whose certificate %s is told, and gets nothing', async (_name, cert, isTrusted, reason) => {
    let requests = 0;
    const secure = https.createServer({ key: privateKey, cert }, () => (requests += 1));
    await new Promise<void>((resolve) => {
      secure.listen(0, '127.0.0.1', resolve);
    });
    const { port } = secure.address() as AddressInfo;
    const { provider, end } = start({
      url: `https://localhost:${port}/v1/traces`,
      tls: isTrusted ? { ca: cert } : {},
    });
    end(3);

    await expect(provider.forceFlush({ timeoutMillis: 4_000 })).rejects.toEqual([
      expect.objectContaining({ message: expect.stringMatching(reason) }),
    ]);
    secure.close();

    expect(requests).toBe(0);
  });
});
