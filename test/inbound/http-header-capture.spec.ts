import type { ServerResponse } from 'node:http';
import { Controller, Get, Header, Res } from '@nestjs/common';
import { SamplingDecision } from '@opentelemetry/sdk-trace-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { platforms } from './support/platforms.js';

type Response = ServerResponse & { raw?: ServerResponse; hijack?: () => void };

@Controller()
class HeadersController {
  @Get('any')
  @Header('X-Region', 'eu')
  @Header('Set-Cookie', 'session=s3cr3t')
  any(): string {
    return 'any';
  }

  @Get('by-hand/:form')
  byHand(@Res() platform: Response): void {
    const response = platform.raw ?? platform;
    platform.hijack?.();
    if (response.req.url?.endsWith('list')) {
      response.writeHead(200, ['X-Region', 'eu', 'x-batch', '7']);
    } else {
      response.writeHead(200, 'Fine', { 'X-Region': ['eu', 'us'], 'x-batch': 7 });
    }
    response.end('by hand');
  }
}

const captureHeaders = {
  request: ['X-Tenant', 'accept-language', 'Authorization', 'cookie', 'x-api-key', 'constructor'],
  response: ['x-region', 'X-Batch', 'set-cookie', 'x-absent'],
};

describe.each(platforms)('headers that are asked for, on %s', (_, makeAdapter) => {
  let traced: TracedApplication;

  beforeAll(async () => {
    const metadata = { controllers: [HeadersController] };
    const making = { adapter: makeAdapter() };
    traced = await startTracedApplication(metadata, { http: { captureHeaders } }, making);
  });

  beforeEach(() => traced.reset());

  afterAll(() => traced.close());

  const headersOf = async (path: string, headers: Record<string, string> = {}) => {
    await fetch(`${traced.url}${path}`, { headers });
    const name = `GET ${path.replace(/(?<=by-hand\/).*/, ':form')}`;
    const { attributes } = await traced.span(name);
    const isHeader = ([key]: [string, unknown]) => /\.header\./.test(key);
    return Object.fromEntries(Object.entries(attributes).filter(isHeader));
  };

  it('are lists of strings on the span, and the others are not there', async () => {
    const sent = { 'x-tenant': 'a', 'accept-language': 'de, en', 'x-other': 'other' };

    expect(await headersOf('/any', sent)).toEqual({
      'http.request.header.x-tenant': ['a'],
      'http.request.header.accept-language': ['de, en'],
      'http.response.header.x-region': ['eu'],
      'http.response.header.set-cookie': ['REDACTED'],
    });
  });

  it('are masked where they carry credentials', async () => {
    const secrets = { authorization: 'Bearer s3cr3t', cookie: 's3cr3t=1', 'x-api-key': 's3cr3t' };

    const recorded = await headersOf('/any', secrets);

    expect(recorded).toMatchObject({
      'http.request.header.authorization': ['REDACTED'],
      'http.request.header.cookie': ['REDACTED'],
      'http.request.header.x-api-key': ['REDACTED'],
    });
    expect(JSON.stringify(traced.spans().map(({ attributes }) => attributes))).not.toContain(
      's3cr3t',
    );
  });

  it('are cut where they are long', async () => {
    const recorded = await headersOf('/any', { 'x-tenant': 'a'.repeat(9_000) });

    expect(recorded['http.request.header.x-tenant']).toEqual(['a'.repeat(1_024)]);
  });

  it('are found in a head that is written by hand', async () => {
    expect(await headersOf('/by-hand/object')).toEqual({
      'http.request.header.accept-language': ['*'],
      'http.response.header.x-region': ['eu', 'us'],
      'http.response.header.x-batch': ['7'],
    });
  });

  it('are found in a head that is written as a list', async () => {
    expect(await headersOf('/by-hand/list')).toMatchObject({
      'http.response.header.x-region': ['eu'],
      'http.response.header.x-batch': ['7'],
    });
  });
});

describe('headers of a request', () => {
  let traced: TracedApplication;

  afterEach(() => traced.close());

  it('are there for the sampler to see, as the other attributes', async () => {
    const { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } =
      await import('@opentelemetry/sdk-trace-node');
    const seen: unknown[] = [];
    const sampler = {
      shouldSample: (...[, , , , attributes]: unknown[]) => {
        seen.push(attributes);
        return { decision: SamplingDecision.NOT_RECORD };
      },
      toString: () => 'seeing',
    };
    const spanProcessors = [new SimpleSpanProcessor(new InMemorySpanExporter())];
    traced = await startTracedApplication(
      { controllers: [HeadersController] },
      { http: { captureHeaders } },
    );
    const { trace } = await import('@opentelemetry/api');
    trace.disable();
    trace.setGlobalTracerProvider(new NodeTracerProvider({ sampler, spanProcessors }));

    await fetch(`${traced.url}/any`, { headers: { 'x-tenant': 'a' } });

    expect(seen[0]).toMatchObject({
      'http.request.header.x-tenant': ['a'],
      'url.path': '/any',
    });
    trace.disable();
  });
});
