import { Controller, Get, Injectable, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SpanKind } from '@opentelemetry/api';
import { InMemorySpanExporter, SamplingDecision } from '@opentelemetry/sdk-trace-node';
import type { Sampler } from '@opentelemetry/sdk-trace-node';
import { afterEach, describe, expect, it } from 'vitest';
import { Span, TracingModule, runInSpan } from '../../lib/index.js';
import type { EngineName, SamplingOptions } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

const sampled = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const unsampled = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

@Injectable()
class ReportService {
  @Span()
  nightly(): void {}
}

@Controller()
class ShopController {
  @Post('checkout')
  checkout(): void {}

  @Get('orders/:id')
  read(@Param('id') id: string): string {
    return id;
  }
}

let traced: TracedApplication;

afterEach(() => traced.close());

describe.each<EngineName>(['fast', 'stock'])('sampling on the %s engine', (engine) => {
  const start = async (sampling: SamplingOptions | Sampler, prefix = '') => {
    traced = await startTracedApplication(
      { controllers: [ShopController], providers: [ReportService] },
      { engine, sampling },
      { prepare: (app) => void app.setGlobalPrefix(prefix) },
    );
  };

  const send = (method: string, path: string, traceparent?: string) =>
    fetch(`${traced.url}${path}`, { method, headers: traceparent ? { traceparent } : {} });

  /** Of the requests that were recorded; the last one sent has to be. */
  const recorded = async (last: string) => {
    await traced.span(last);
    return traced
      .spans()
      .filter(({ kind }) => kind === SpanKind.SERVER)
      .map(({ name }) => name);
  };

  it('follows the rules for paths, with a global prefix, and for names', async () => {
    await start(
      {
        ratio: 0,
        rules: [
          { route: '/api/orders/7', ratio: 0 },
          { route: '/api/orders/:id' },
          { route: '/api/checkout', method: 'POST' },
          { name: 'ReportService.nightly' },
        ],
      },
      'api',
    );

    for (const path of ['/api/orders/7?a=/orders/8', '/orders/8', '/api/orders', '/api/checkout']) {
      await send('GET', path);
    }
    await send('GET', '/api/orders/8?full=true');
    await send('POST', '/api/checkout');
    traced.app.get(ReportService).nightly();

    expect(await recorded('POST /api/checkout')).toEqual([
      'GET /api/orders/:id',
      'POST /api/checkout',
    ]);
    expect((await traced.span('ReportService.nightly')).parentSpanContext).toBeUndefined();
  });

  it('leaves it to a caller, unless it is told not to', async () => {
    await start({ rules: [{ route: '/checkout', ratio: 0 }] });
    await send('POST', '/checkout', sampled);
    await send('GET', '/orders/1', unsampled);
    expect(await recorded('POST /checkout')).toEqual(['POST /checkout']);
    await traced.close();

    await start({ parentBased: false, rules: [{ route: '/checkout', ratio: 0 }] });
    await send('POST', '/checkout', sampled);
    await send('GET', '/orders/1', unsampled);
    expect(await recorded('GET /orders/:id')).toEqual(['GET /orders/:id']);
    expect((await traced.serverSpan()).parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  });

  it('records so many new traces a second, whole ones', async () => {
    // One in 1,000 seconds: no machine is so slow that there would be room for a second one.
    await start({ maxPerSecond: 0.001, rules: [{ route: '/checkout' }] });

    for (let id = 1; id <= 20; id += 1) await send('GET', `/orders/${id}`);
    await send('POST', '/checkout');

    expect(await recorded('POST /checkout')).toEqual(['GET /orders/:id', 'POST /checkout']);
    const path = traced.spans().find(({ kind }) => kind === SpanKind.SERVER)?.attributes[
      'url.path'
    ];
    expect(path).toBe('/orders/1');
    expect(traced.spans().filter(({ name }) => name === 'ShopController.read')).toHaveLength(1);
  });

  it('asks a sampler of the user, and puts its attributes on the span', async () => {
    await start({
      shouldSample: (_context, _traceId, name, _kind, attributes) => ({
        decision:
          name === 'GET' && attributes['url.path'] === '/orders/1'
            ? SamplingDecision.NOT_RECORD
            : SamplingDecision.RECORD_AND_SAMPLED,
        attributes: { 'sampled.by': 'the user' },
      }),
      toString: () => 'mine',
    });

    await send('GET', '/orders/1');
    await send('GET', '/orders/2');

    expect(await recorded('GET /orders/:id')).toEqual(['GET /orders/:id']);
    expect((await traced.serverSpan()).attributes).toMatchObject({
      'url.path': '/orders/2',
      'sampled.by': 'the user',
    });
  });
});

describe('sampling with forRootAsync()', () => {
  it('is that of the environment until the options are there', async () => {
    process.env.OTEL_TRACES_SAMPLER = 'always_off';
    const exporter = new InMemorySpanExporter();
    const early: boolean[] = [];
    const tracing = TracingModule.forRootAsync({
      useFactory: () => {
        early.push(runInSpan('kept', (span) => span.isRecording()));
        return {
          exporter,
          instrumentations: false,
          sampling: { ratio: 1, rules: [{ name: 'dropped', ratio: 0 }] },
        };
      },
    });
    const app = await NestFactory.createApplicationContext(
      { module: class {}, imports: [tracing] },
      { logger: false },
    );
    traced = { close: () => app.close() } as TracedApplication;

    const late = ['kept', 'dropped'].map((name) => runInSpan(name, (span) => span.isRecording()));

    delete process.env.OTEL_TRACES_SAMPLER;
    expect(early).toEqual([false]);
    expect(late).toEqual([true, false]);
  });
});
