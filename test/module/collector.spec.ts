import { NestFactory } from '@nestjs/core';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { TracingModule, TracingService } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { findFreePorts } from '../support/free-ports.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { waitFor } from '../support/wait-for.js';

let collector: LoopbackServer;

afterEach(() => collector.close());

describe('app.close()', () => {
  it('delivers the last spans to the collector, as OTLP with protobuf', async () => {
    collector = await startLoopbackServer();
    const app = await start({ otlp: { headers: { 'x-api-key': 'k' } }, serviceName: 'orders' });

    app.get(TracingService).runInSpan('the last work', () => undefined);
    await app.close();

    const [request] = collector.received;
    expect(request).toMatchObject({
      method: 'POST',
      url: '/v1/traces',
      headers: { 'content-type': 'application/x-protobuf', 'x-api-key': 'k' },
    });
    expect(request?.body.includes('the last work')).toBe(true);
    expect(request?.body.includes('orders')).toBe(true);
  });

  it('waits for a batch that is on its way already', async () => {
    let isAnswered = false;
    collector = await startLoopbackServer((_, response) => {
      setTimeout(() => {
        isAnswered = true;
        response.end();
      }, 200);
    });
    const app = await start({ batch: { maxBatchSize: 1 } });
    app.get(TracingService).runInSpan('work', () => undefined);
    await waitFor('the batch', () => collector.received.length === 1);

    await app.close();

    expect(isAnswered).toBe(true);
  });

  it('sends nothing when there is nothing', async () => {
    collector = await startLoopbackServer();
    const app = await start();

    await app.close();

    expect(collector.received).toEqual([]);
  });

  it('waits for a collector that never answers no longer than it may, and says so', async () => {
    collector = await startLoopbackServer(() => {});
    const said = listenToDiag();
    const app = await start({ shutdownTimeoutMs: 150 });
    app.get(TracingService).runInSpan('work', () => undefined);

    const startedAt = performance.now();
    await app.close();

    expect(performance.now() - startedAt).toBeLessThan(4_500);
    expect(said()).toContain('spans could not be delivered within 150 ms');
  });

  it('waits no longer for one that refuses connections', async () => {
    collector = await startLoopbackServer();
    const [port] = await findFreePorts(1);
    const url = `http://127.0.0.1:${port}/v1/traces`;
    const app = await start({ otlp: { url }, shutdownTimeoutMs: 150 });
    app.get(TracingService).runInSpan('work', () => undefined);

    const startedAt = performance.now();
    await app.close();

    expect(performance.now() - startedAt).toBeLessThan(4_500);
  });
});

describe('TracingService.flush()', () => {
  it('delivers what is finished, while the application goes on', async () => {
    collector = await startLoopbackServer();
    const app = await start();
    const tracing = app.get(TracingService);

    tracing.runInSpan('work', () => undefined);
    await tracing.flush();

    expect(collector.received).toHaveLength(1);
    await app.close();
  });
});

async function start(options: TracingModuleOptions = {}) {
  const tracing = TracingModule.forRoot({
    instrumentations: false,
    ...options,
    otlp: { url: `${collector.url}/v1/traces`, ...options.otlp },
  });
  return NestFactory.createApplicationContext(
    { module: class {}, imports: [tracing] },
    { logger: false },
  );
}

function listenToDiag(): () => string {
  const lines: string[] = [];
  const note = (message: string) => lines.push(message);
  const logger = { error: note, warn: note, info: note, debug: note, verbose: note };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  return () => {
    diag.disable();
    return lines.join('\n');
  };
}
