import { Controller, Get, Injectable, ParseIntPipe } from '@nestjs/common';
import { INVALID_SPANID } from '@opentelemetry/api';
import type { Span as ApiSpan, Tracer } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Baggage, CurrentSpan, InjectTracer, Span, TRACER } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

@Injectable()
class Reports {
  @InjectTracer() private readonly own!: Tracer;

  constructor(@InjectTracer() private readonly tracer: Tracer) {}

  make() {
    return this.tracer.startActiveSpan('by constructor', (outer) => {
      this.own.startSpan('by property').end();
      outer.end();
      return { ok: true };
    });
  }
}

@Controller()
class AppController {
  constructor(private readonly reports: Reports) {}

  @Get('span')
  span(@CurrentSpan() span: ApiSpan) {
    span.setAttribute('noted', true);
    return span.spanContext();
  }

  @Get('traced')
  @Span('traced')
  traced(@CurrentSpan() span: ApiSpan) {
    return span.spanContext();
  }

  @Get('baggage')
  baggage(
    @Baggage('tenant.id') tenant: string | undefined,
    @Baggage('absent') absent: string | undefined,
    @Baggage() all: Record<string, string>,
  ) {
    return { tenant, absent, all };
  }

  @Get('number')
  number(@Baggage('limit', ParseIntPipe) limit: number) {
    return { limit };
  }

  @Get('tracer')
  tracer() {
    return this.reports.make();
  }
}

const metadata = { controllers: [AppController], providers: [Reports] };

function getter(traced: () => TracedApplication) {
  return async (path: string, headers: Record<string, string> = {}): Promise<unknown> =>
    (await fetch(`${traced().url}/${path}`, { headers })).json();
}

describe('decorators of parameters', () => {
  let traced: TracedApplication;
  const get = getter(() => traced);

  beforeAll(async () => {
    traced = await startTracedApplication(metadata);
  });
  beforeEach(() => traced.reset());
  afterAll(() => traced.close());

  it.each(['span', 'traced'])('@CurrentSpan() gives the span of the request (%s)', async (path) => {
    const given = await get(path);

    const server = await traced.span(`GET /${path}`);
    expect(given).toMatchObject({
      traceId: server.spanContext().traceId,
      spanId: server.spanContext().spanId,
    });
    expect(server.attributes.noted).toBe(path === 'span' ? true : undefined);
  });

  it('@Baggage() gives one entry, or all of them', async () => {
    const baggage = 'tenant.id=acme%20%26%20sons,plan=gold;ttl=60';

    expect(await get('baggage', { baggage })).toEqual({
      tenant: 'acme & sons',
      all: { 'tenant.id': 'acme & sons', plan: 'gold' },
    });
  });

  it('@Baggage() gives no entries where none came', async () => {
    expect(await get('baggage')).toEqual({ all: {} });
  });

  it('@Baggage() goes through pipes', async () => {
    expect(await get('number', { baggage: 'limit=20' })).toEqual({ limit: 20 });
    expect(await get('number', { baggage: 'limit=many' })).toMatchObject({ statusCode: 400 });
  });

  it('@InjectTracer() gives a tracer to constructors and properties', async () => {
    await get('tracer');

    expect(await traced.treeOf(4)).toBe(
      'SERVER GET /tracer\n  AppController.tracer\n    by constructor\n      by property',
    );
    expect(traced.app.get(TRACER)).toHaveProperty('startActiveSpan');
  });
});

describe('decorators of parameters while tracing is off', () => {
  let traced: TracedApplication;
  const get = getter(() => traced);

  beforeAll(async () => {
    traced = await startTracedApplication(metadata, { enabled: false });
  });
  afterAll(() => traced.close());

  it('@CurrentSpan() gives a span that records nothing', async () => {
    expect(await get('span')).toMatchObject({ spanId: INVALID_SPANID });
  });

  it('@Baggage() and @InjectTracer() keep working', async () => {
    expect(await get('baggage')).toEqual({ all: {} });
    expect(await get('tracer')).toEqual({ ok: true });
    expect(traced.spans()).toEqual([]);
  });
});
