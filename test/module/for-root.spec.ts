import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { afterEach, describe, expect, it } from 'vitest';
import { Span, TracingConfigurationError, TracingModule, TracingService } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import { startTracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

@Injectable()
class OrdersService {
  constructor(private readonly tracing: TracingService) {}

  @Span()
  place(): string | undefined {
    return this.tracing.traceId;
  }
}

@Controller('orders')
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get()
  place(): string {
    return this.orders.place() ?? 'no trace';
  }
}

@Module({ providers: [OrdersService], controllers: [OrdersController], exports: [OrdersService] })
class OrdersModule {}

const quiet = { logger: false, abortOnError: false } as const;

const endpoint = 'OTEL_EXPORTER_OTLP_ENDPOINT';

afterEach(() => {
  delete process.env[endpoint];
});

describe('TracingModule.forRoot()', () => {
  it('needs no argument: the environment says where spans go', async () => {
    const collector = await startLoopbackServer();
    process.env[endpoint] = collector.url;
    const app = await NestFactory.createApplicationContext(
      { module: class {}, imports: [OrdersModule, TracingModule.forRoot()] },
      quiet,
    );

    app.get(OrdersService).place();
    await app.close();
    await collector.close();

    expect(collector.received.map(({ url }) => url)).toEqual(['/v1/traces']);
    expect(collector.received[0]?.body.includes('OrdersService.place')).toBe(true);
  });

  it('is global: its providers are there in modules that do not import it', async () => {
    const traced = await startTracedApplication({ imports: [OrdersModule] });

    const traceId = await (await fetch(`${traced.url}/orders`)).text();

    expect((await traced.span('OrdersService.place')).spanContext().traceId).toBe(traceId);
    await traced.close();
  });

  it('throws at once when an option is wrong, before any application is there', () => {
    const misspelt = { serviceNam: 'orders' } as TracingModuleOptions;

    expect(() => TracingModule.forRoot(misspelt)).toThrow(TracingConfigurationError);
    expect(() => TracingModule.forRoot(misspelt)).toThrow('"serviceNam" is not an option.');
  });

  it('is asked for, when the module is imported without it', async () => {
    const create = NestFactory.create({ module: class {}, imports: [TracingModule] }, quiet);

    await expect(create).rejects.toMatchObject({ code: 'FOR_ROOT_MISSING' });
    await expect(create).rejects.toThrow('Write TracingModule.forRoot({ serviceName:');
  });
});

describe('an application without an HTTP server', () => {
  it('is traced as a context', async () => {
    const exporter = new InMemorySpanExporter();
    const tracing = TracingModule.forRoot({ exporter, instrumentations: false });
    const app = await NestFactory.createApplicationContext(
      { module: class {}, imports: [OrdersModule, tracing] },
      quiet,
    );

    app.get(OrdersService).place();

    await waitFor('the span', () => exporter.getFinishedSpans()[0]);
    await app.close();
  });
});
