import type { RequestListener } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { DiagLogLevel, ROOT_CONTEXT, SpanKind, diag, trace } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TracingModule, runInSpan } from '../../lib/index.js';
import type { EngineName, SamplingOptions } from '../../lib/index.js';
import { readStrategy } from '../../lib/sdk/sampling/read-strategy.js';
import { forgetPrograms } from '../support/compiled-program.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { startProgram } from '../support/run-program.js';
import { waitFor } from '../support/wait-for.js';

const none = { strategyType: 'PROBABILISTIC', probabilisticSampling: { samplingRate: 0 } };
const all = { strategyType: 'PROBABILISTIC', probabilisticSampling: { samplingRate: 1 } };
/** As many as no test lives to see again. */
const limited = {
  strategyType: 'RATE_LIMITING',
  rateLimitingSampling: { maxTracesPerSecond: 0.001 },
};
const operations = {
  ...all,
  operationSampling: {
    defaultSamplingProbability: 0,
    defaultLowerBoundTracesPerSecond: 0,
    defaultUpperBoundTracesPerSecond: null,
    perOperationStrategies: [
      { operation: 'GET /health', probabilisticSampling: { samplingRate: 0 } },
      { operation: 'GET /orders/:id', probabilisticSampling: { samplingRate: 1 } },
      { operation: 'GET /orders/new', probabilisticSampling: { samplingRate: 0 } },
      { operation: 'ReportService.nightly', probabilisticSampling: { samplingRate: 1 } },
      { operation: 'POST', probabilisticSampling: { samplingRate: 1 } },
    ],
  },
};

let answer: RequestListener;
let server: LoopbackServer;
let app: INestApplicationContext | undefined;
let warnings: string[];

beforeEach(async () => {
  warnings = [];
  const ignore = (): void => {};
  const warn = (text: string): void => void warnings.push(text);
  const logger = { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  server = await startLoopbackServer((request, response) => answer(request, response));
});

afterEach(async () => {
  await app?.close();
  app = undefined;
  await server.close();
  diag.disable();
});

afterAll(forgetPrograms);

const json =
  (value: unknown): RequestListener =>
  (_, response) =>
    response.end(typeof value === 'string' ? value : JSON.stringify(value));

const isRecorded = (name = 'work'): boolean => runInSpan(name, (span) => span.isRecording());

const isRequestRecorded = (method: string, path: string): boolean => {
  const attributes = { 'http.request.method': method, 'url.path': path };
  const options = { kind: SpanKind.SERVER, attributes };
  return trace.getTracer('t').startSpan(method, options, ROOT_CONTEXT).isRecording();
};

describe.each<EngineName>(['fast', 'stock'])('sampling by Jaeger on the %s engine', (engine) => {
  async function start(sampling: SamplingOptions = {}) {
    const exporter = new InMemorySpanExporter();
    const tracing = TracingModule.forRoot({
      engine,
      exporter,
      serviceName: 'orders & more',
      instrumentations: { http: true, undici: true },
      sampling: { jaegerRemote: { endpoint: server.url, pollingIntervalMs: 10 }, ...sampling },
    });
    const root = { module: class {}, imports: [tracing] };
    app = await NestFactory.createApplicationContext(root, { logger: false });
    return exporter;
  }

  /** Until a decision is made, with traces that let it be asked for. */
  const becomes = (isSampled: boolean) =>
    waitFor(
      `traces that ${isSampled ? 'are' : 'are not'} recorded`,
      () => isRecorded() === isSampled,
    );

  it('follows a ratio, and another one when that comes', async () => {
    answer = json(none);
    const exporter = await start();

    await becomes(false);
    answer = json(all);
    await becomes(true);

    expect(server.received[0]).toMatchObject({
      method: 'GET',
      url: '/sampling?service=orders+%26+more',
    });
    // Its own requests are not traced.
    expect(server.received.filter(({ headers }) => 'traceparent' in headers)).toEqual([]);
    const spans = await waitFor('spans', () => {
      const finished = exporter.getFinishedSpans();
      return finished.length > 0 && finished;
    });
    expect([...new Set(spans.map(({ name }) => name))]).toEqual(['work']);
  });

  it('follows a limit, and does not begin it anew with the same answer', async () => {
    answer = json(limited);
    await start({ ratio: 0 });

    await becomes(true);
    const asked = server.received.length;
    const recorded = await waitFor('further answers', () => {
      const more = isRecorded();
      return more ? 'more' : server.received.length > asked + 3 && 'no more';
    });

    expect(recorded).toBe('no more');
  });

  it('follows what is said of operations, by their names and for requests by their paths', async () => {
    answer = json(operations);
    await start();

    await becomes(false);

    expect(isRecorded('ReportService.nightly')).toBe(true);
    expect(isRequestRecorded('GET', '/orders/7')).toBe(true);
    expect(isRequestRecorded('GET', '/orders/new')).toBe(false);
    expect(isRequestRecorded('GET', '/health')).toBe(false);
    expect(isRequestRecorded('POST', '/anything')).toBe(true);
    expect(isRequestRecorded('DELETE', '/orders/7')).toBe(false);
  });

  it('stands below the rules', async () => {
    answer = json(none);
    await start({ rules: [{ name: 'always' }] });

    await becomes(false);

    expect(isRecorded('always')).toBe(true);
  });
});

describe('a Jaeger that does not answer as it should', () => {
  /** A question of the test before may fail when its server closes, and is told of here. */
  const warningsAbout = (endpoint: string): string[] =>
    warnings.filter((text) => text.includes(`${endpoint}/sampling `));

  async function start(endpoint: string) {
    const tracing = TracingModule.forRoot({
      exporter: 'none',
      instrumentations: false,
      sampling: { ratio: 0, jaegerRemote: { endpoint, pollingIntervalMs: 10 } },
    });
    const root = { module: class {}, imports: [tracing] };
    app = await NestFactory.createApplicationContext(root, { logger: false });
  }

  const answers: [name: string, reason: string, listener: RequestListener][] = [
    ['an error', 'status 503', (_, response) => response.writeHead(503).end('busy')],
    ['no JSON', 'no JSON', json('<html>\n<script>')],
    ['nothing', 'no JSON', json('')],
    ['null', 'the answer is no object', json('null')],
    ['no strategy', 'probabilisticSampling is no object', json({})],
    [
      'a ratio above 1',
      'samplingRate is above 1',
      json({ probabilisticSampling: { samplingRate: 50 } }),
    ],
    [
      'a ratio in words',
      'samplingRate is no number',
      json({ probabilisticSampling: { samplingRate: 'all' } }),
    ],
    [
      'operations that are none',
      'an operation is no object',
      json({ operationSampling: { defaultSamplingProbability: 1, perOperationStrategies: [7] } }),
    ],
    ['too much', 'longer than', json(JSON.stringify(all) + ' '.repeat(3 * 1_024 * 1_024))],
    [
      'half of it',
      'aborted',
      (_, response) => {
        response.write('{"proba', () => response.destroy());
      },
    ],
    ['a connection that is cut', 'socket hang up', (_, response) => void response.destroy()],
  ];

  it.each(answers)('but with %s is complained of once, and asked again', async (_, reason, bad) => {
    answer = bad;
    await start(server.url);

    await waitFor('a second question', () => !isRecorded() && server.received.length > 2);
    const complaints = warningsAbout(server.url);
    expect(complaints).toEqual([expect.stringContaining('no sampling strategy from')]);
    expect(complaints[0]).toContain(reason);

    answer = json(all);
    await waitFor('traces that are recorded', () => isRecorded());
    answer = bad;
    await waitFor(
      'another complaint',
      () => isRecorded() && warningsAbout(server.url).length === 2,
    );
  });

  it('since it is down leaves sampling as it is', async () => {
    const nobody = 'http://127.0.0.1:1';
    await start(nobody);

    await waitFor('a complaint', () => !isRecorded() && warningsAbout(nobody).length === 1);

    expect(warningsAbout(nobody)[0]).toContain('ECONNREFUSED');
  });

  it('keeps no process that has nothing left to do', async () => {
    answer = () => {};
    const program = await startProgram(new URL('fixtures/remote-sampling.ts', import.meta.url), {
      OTEL_TRACES_SAMPLER: 'jaeger_remote',
      OTEL_TRACES_SAMPLER_ARG: `endpoint=${server.url}`,
    });

    await program.written('nothing left to do');
    const begin = performance.now();
    expect(await program.ended()).toMatchObject({ code: 0 });

    expect(performance.now() - begin).toBeLessThan(4_000);
    await waitFor('the question', () => server.received.length > 0);
    expect(server.received).toHaveLength(1);
  });
});

describe('readStrategy()', () => {
  it('takes the type of a strategy as the protocol numbers it, too', () => {
    const text = JSON.stringify({ ...limited, strategyType: 1 });

    expect(readStrategy(text).otherwise).toEqual({ ratio: 1, maxPerSecond: 0.001 });
  });

  it('gives each operation its least number of traces', () => {
    const { operationSampling } = operations;
    const withBound = { ...operationSampling, defaultLowerBoundTracesPerSecond: 2 };

    const strategy = readStrategy(JSON.stringify({ operationSampling: withBound }));

    expect(strategy.otherwise).toEqual({ ratio: 0, minPerSecond: 2 });
    expect(strategy.operations.get('POST')).toEqual({ ratio: 1, minPerSecond: 2 });
  });
});
