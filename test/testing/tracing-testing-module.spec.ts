import 'nestjs-tracing/testing/vitest';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { trace } from '@opentelemetry/api';
import type { ProxyTracerProvider } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-node';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Span, TRACER, TracingModule, TracingService } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { TraceRecorder, TracingTestingModule } from '../../lib/testing/index.js';
import type { TracingTestingOptions } from '../../lib/testing/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

@Injectable()
class OrdersService {
  constructor(readonly tracing: TracingService) {}

  @Span()
  find(id: string): string {
    this.tracing.setAttributes({ 'order.id': id });
    return `order ${id}`;
  }
}

@Controller('orders')
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get(':id')
  find(): string {
    return this.orders.find('7');
  }
}

const parts = { controllers: [OrdersController], providers: [OrdersService] };

const closing: INestApplication[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((app) => app.close()));
  vi.unstubAllEnvs();
});

async function start(metadata: ModuleMetadata, options?: TracingTestingOptions) {
  const kit = TracingTestingModule.forRoot({ engine: testEngine, ...options });
  const testing = await Test.createTestingModule({
    ...metadata,
    imports: [kit, ...(metadata.imports ?? [])],
  }).compile();
  const app = testing.createNestApplication();
  closing.push(app);
  await app.listen(0, '127.0.0.1');
  const traces = app.get(TraceRecorder);
  const ask = async (): Promise<void> => {
    await fetch(`${await app.getUrl()}/orders/7`);
  };
  return { app, traces, ask };
}

/** An application as it is in production, whose module starts to trace when it is evaluated. */
function applicationModule(options: TracingModuleOptions): new () => object {
  @Module({ imports: [TracingModule.forRoot(options)], ...parts })
  class AppModule {}
  return AppModule;
}

const request = `
  SERVER GET /orders/:id {http.response.status_code: 200}
    OrdersController.find
      OrdersService.find {order.id: "7"}
`;

const isRequest = (spans: readonly { name: string }[]): boolean =>
  spans.some(({ name }) => name === 'GET /orders/:id');

describe('TracingTestingModule', () => {
  it('traces what has no TracingModule of its own, and provides what that does', async () => {
    const { app, traces, ask } = await start(parts);

    await ask();

    expect(await traces.waitForTrace(isRequest)).toMatchTrace(request);
    expect(app.get(TRACER)).toBeDefined();
  });

  it('records a provider of a testing module that never becomes an application', async () => {
    const testing = await Test.createTestingModule({
      imports: [TracingTestingModule.forRoot({ engine: testEngine })],
      providers: [OrdersService],
    }).compile();

    testing.get(OrdersService).find('9');

    expect(testing.get(TraceRecorder)).toMatchTrace('OrdersService.find {order.id: "9"}');
    await testing.close();
  });

  it.each([
    ['forRoot()', (options: TracingModuleOptions) => TracingModule.forRoot(options)],
    [
      'forRootAsync()',
      (options: TracingModuleOptions) =>
        TracingModule.forRootAsync({ useFactory: async () => options }),
    ],
  ])('keeps the options of an application with %s, and sends nothing', async (_, imported) => {
    const collector = await startLoopbackServer();
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_off');
    vi.stubEnv('OTEL_SDK_DISABLED', 'true');
    const module = imported({
      enabled: false,
      exporter: 'otlp',
      otlp: { url: collector.url },
      sampling: { ratio: 0 },
      http: { captureHeaders: { request: ['x-tenant'] } },
    });
    const { app, traces } = await start({ imports: [module], ...parts });

    await fetch(`${await app.getUrl()}/orders/7`, { headers: { 'x-tenant': 'acme' } });
    const trace = await traces.waitForTrace(isRequest);
    await app.close();

    expect(trace).toMatchTrace(request);
    expect(trace).toHaveSpan({
      kind: 'SERVER',
      attributes: { 'http.request.header.x-tenant': ['acme'] },
    });
    expect(app.get(TracingService).finishedSpans()).toEqual(traces.spans());
    expect(collector.received).toEqual([]);
    await collector.close();
  });

  it('lets go of what the import of AppModule has started, with the spans it holds', async () => {
    const collector = await startLoopbackServer();
    const AppModule = applicationModule({
      engine: testEngine,
      otlp: { url: collector.url },
      batch: { intervalMs: 50 },
    });
    OrdersService.prototype.find.call({ tracing: { setAttributes: () => undefined } }, '1');

    const { traces, ask } = await start({ imports: [AppModule] });
    await ask();

    expect(await traces.waitForTrace(isRequest)).toMatchTrace(request);
    // Longer than a batch would have waited.
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(collector.received).toEqual([]);
    await collector.close();
  });

  it('has the options of the test stand above those of the application', async () => {
    const AppModule = applicationModule({ engine: testEngine, layers: 'all' });

    const { traces, ask } = await start({ imports: [AppModule] }, { layers: false });
    await ask();

    expect(await traces.waitForTrace(isRequest)).toMatchTrace(`
      SERVER GET /orders/:id
        OrdersService.find
    `);
  });

  it('samples where the test says so', async () => {
    const { traces, ask } = await start(parts, { sampling: { ratio: 0 } });

    await ask();

    await expect(traces.waitForSpan('GET /orders/:id', { timeoutMs: 50 })).rejects.toThrow(
      'leave out "sampling"',
    );
  });

  it('leaves the spans to a provider that was registered before it, and says so', async () => {
    const theirs = new BasicTracerProvider();
    trace.setGlobalTracerProvider(theirs);

    const { app, traces, ask } = await start(parts);
    await ask();

    await expect(traces.waitForSpan('any', { timeoutMs: 1 })).rejects.toThrow(
      'another tracer provider was registered with OpenTelemetry first',
    );
    await app.close();
    expect((trace.getTracerProvider() as ProxyTracerProvider).getDelegate()).toBe(theirs);
    trace.disable();
  });

  it.each([
    ['nothing', []],
    ['forRoot()', [TracingModule.forRoot({ engine: testEngine })]],
    [
      'forRootAsync()',
      [TracingModule.forRootAsync({ useFactory: async () => ({ engine: testEngine }) })],
    ],
  ])('may be imported twice, beside an application with %s', async (_, imported) => {
    @Module({ imports: [TracingTestingModule.forRoot({ engine: testEngine })] })
    class TestHelpersModule {}

    const { traces, ask } = await start({ imports: [TestHelpersModule, ...imported], ...parts });
    await ask();

    expect(await traces.waitForTrace(isRequest)).toMatchTrace(request);
  });

  it.each([
    ['nothing', []],
    ['forRoot()', [TracingModule.forRoot()]],
  ])('refuses other options in a second import, beside %s', async (_, imported) => {
    const kits = [
      TracingTestingModule.forRoot({ layers: 'all', engine: testEngine }),
      TracingTestingModule.forRoot({ debug: false, engine: testEngine }),
    ];

    const compiled = Test.createTestingModule({ imports: [...kits, ...imported] }).compile();

    await expect(compiled).rejects.toMatchObject({
      code: 'TESTING_OPTIONS_CONTRADICT',
      message: expect.stringContaining('more than once, with different "layers", "debug"'),
    });
  });

  it('is used again for the next application, and for one as in production after that', async () => {
    const AppModule = applicationModule({ engine: testEngine, exporter: 'memory' });

    for (const round of [1, 2]) {
      const { app, traces, ask } = await start({ imports: [AppModule] });
      await ask();
      expect(await traces.waitForTrace(isRequest), `round ${round}`).toMatchTrace(request);
      await app.close();
    }

    const ordinary = (
      await Test.createTestingModule({ imports: [AppModule] }).compile()
    ).createNestApplication();
    closing.push(ordinary);
    await ordinary.listen(0, '127.0.0.1');
    await fetch(`${await ordinary.getUrl()}/orders/7`);
    const spans = () => ordinary.get(TracingService).finishedSpans();
    await waitFor('the spans of the request', () => isRequest(spans()));
    expect(spans()).toHaveSpan('GET /orders/:id');
  });
});
