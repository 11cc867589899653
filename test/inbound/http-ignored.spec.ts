import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, Injectable } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { SpanKind, context, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { firstValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Span, TracedHttpService, injectTraceContext, runInSpan } from '../../lib/index.js';
import type { HttpOptions, TracingModuleOptions } from '../../lib/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { platforms } from './support/platforms.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
const unsampled = new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`);

let stock: LoopbackServer;
let traced: TracedApplication;

@Injectable()
class StockService {
  constructor(private readonly http: TracedHttpService) {}

  @Span()
  async check(): Promise<void> {
    await firstValueFrom(this.http.get(stock.url));
    await fetch(stock.url);
  }

  @Span({ root: true })
  async startAnew(): Promise<void> {
    await this.check();
  }
}

@Controller()
class HealthController {
  constructor(private readonly stock: StockService) {}

  @Get(['health', 'metrics', 'internal', 'internals', 'internal/state'])
  check(): string {
    return 'ok';
  }

  @Get('deep')
  async checkDeeply(): Promise<string> {
    await this.stock.check();
    await this.stock.startAnew();
    return runInSpan('work', (span) => String(span.isRecording()));
  }
}

/** As upload parsers do, in whose listeners there is no context by itself. */
function readByHand(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  if (request.method === 'POST') {
    request.resume().on('end', () => {
      const isRecording = trace.getTracer('test').startSpan('read').isRecording();
      response.end(JSON.stringify({ isRecording, ...injectTraceContext({}) }));
    });
  } else {
    next();
  }
}

const metadata = { controllers: [HealthController], providers: [StockService] };

const start = async (http: HttpOptions, options: TracingModuleOptions = {}) => {
  traced = await startTracedApplication(metadata, { http, ...options });
};

/** Suppressed, since instrumentations would take the test for a service of its own. */
const ask = async (path: string, init: RequestInit = {}) =>
  context.with(suppressTracing(context.active()), () => fetch(`${traced.url}${path}`, init));

const get = async (path: string, headers: Record<string, string> = {}) =>
  (await ask(path, { headers })).text();

/** What the spans so far tell of, once that of a last request is there. */
async function namesOfSpans(): Promise<string[]> {
  await get('/last');
  await traced.span('GET');
  return traced
    .spans()
    .map(({ name }) => name)
    .filter((name) => name !== 'GET');
}

beforeAll(async () => {
  stock = await startLoopbackServer();
});

beforeEach(() => {
  stock.received.length = 0;
});

afterAll(() => stock.close());

afterEach(() => traced.close());

describe('http.ignore', () => {
  it.each<[string, NonNullable<HttpOptions['ignore']>[number], string, string]>([
    ['a path', '/health', '/health', '/metrics'],
    ['a path whatever its query', '/health', '/health?deep', '/metrics?/health'],
    ['a path without its slash', 'health', '/health', '/metrics'],
    ['the beginning of a path', '/internal/*', '/internal/state', '/internals'],
    ['a RegExp', /^\/h/, '/health', '/metrics?/health'],
    ['a RegExp that remembers where it was', /\/he/g, '/health', '/metrics'],
    ['a RegExp that sticks to where it was', /\/he/y, '/health', '/metrics'],
    ['a function', ({ url }) => url === '/health', '/health', '/metrics'],
  ])('takes %s', async (_, rule, ignored, other) => {
    await start({ ignore: [rule] });

    await get(ignored);
    await get(ignored);
    await get(other);

    await traced.treeOf(2);
    const servers = traced.spans().filter(({ kind }) => kind === SpanKind.SERVER);
    expect(servers.map(({ name }) => name)).toEqual([`GET ${other.split('?')[0]}`]);
  });

  it('takes any of several rules', async () => {
    await start({ ignore: ['/metrics', /^\/internal\//, (request) => request.url === '/health'] });

    for (const path of ['/metrics', '/internal/state', '/health', '/internals']) {
      await get(path);
    }

    expect(await namesOfSpans()).toEqual(
      expect.arrayContaining(['GET /internals', 'HealthController.check']),
    );
    expect(traced.spans()).toHaveLength(3);
  });

  it.each<[string, () => boolean]>([
    [
      'throws',
      () => {
        throw new Error('broken rule');
      },
    ],
    ['gives a promise', (async () => true) as unknown as () => boolean],
  ])('traces a request when its function %s', async (_, rule) => {
    await start({ ignore: [rule] });

    expect(await get('/health')).toBe('ok');
    expect(await namesOfSpans()).toContain('GET /health');
  });
});

describe.each(platforms)('a request that is ignored, on %s', (_, makeAdapter) => {
  /** Instrumentations, and a sampler that asks no parent: whatever may want a span has its chance. */
  beforeEach(async () => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_on');
    traced = await startTracedApplication(
      metadata,
      { http: { ignore: ['/deep'] }, instrumentations: 'auto', layers: 'all' },
      { adapter: makeAdapter(), prepare: (app: INestApplication) => app.use(readByHand) },
    );
    vi.unstubAllEnvs();
    traced.reset();
  });

  it('has no span, nor has anything it calls, not even a new trace', async () => {
    expect(await get('/deep')).toBe('false');

    expect(traced.spans()).toEqual([]);
    expect(stock.received).toHaveLength(4);
  });

  it('passes on the trace of its caller as not recorded', async () => {
    await get('/deep', { traceparent, tracestate: 'vendor=opaque', baggage: 'tenant=a' });

    const [ofService, ofFetch] = stock.received.map(({ headers }) => headers);
    expect(ofService).toMatchObject({ tracestate: 'vendor=opaque', baggage: 'tenant=a' });
    expect(ofService?.traceparent).toMatch(unsampled);
    expect(ofFetch?.traceparent).toMatch(unsampled);
  });

  it('asks nobody to record it when it has no caller', async () => {
    await get('/deep');

    for (const { headers } of stock.received) {
      expect(headers.traceparent ?? '-00').toMatch(/-00$/);
    }
  });

  it('has none while its body is read either', async () => {
    const init = { method: 'POST', body: 'by hand', headers: { traceparent } };
    const answer = (await (await ask('/deep', init)).json()) as object;

    expect(answer).toEqual({
      isRecording: false,
      traceparent: expect.stringMatching(unsampled) as string,
    });
    expect(traced.spans()).toEqual([]);
  });
});
