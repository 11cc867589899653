import { FastifyOtelInstrumentation } from '@fastify/otel';
import { Controller, Get } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { Span } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { lineageOf, serverSpans } from './support/lineage.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  async find(): Promise<string> {
    await Promise.resolve();
    return this.read();
  }

  @Span('read')
  private read(): string {
    return 'found';
  }
}

/** As a user registers it: with the fastify instance as `await app.register()` has it. */
type Register = { register(plugin: unknown): PromiseLike<unknown> };

let instrumentation: FastifyOtelInstrumentation;
let traced: TracedApplication;

/** In a test, where providers come and go, an instrumentation must be told which is the present one. */
const useProvider = () => instrumentation.setTracerProvider(trace.getTracerProvider());

async function start(adapter: FastifyAdapter, prepare = (_: INestApplication) => {}) {
  const making = {
    adapter,
    prepare: (app: INestApplication) => {
      useProvider();
      prepare(app);
    },
  };
  traced = await startTracedApplication({ controllers: [OrdersController] }, {}, making);
}

async function ask(path: string): Promise<void> {
  await (await fetch(`${traced.url}${path}`)).text();
}

afterEach(async () => {
  await traced.close();
  instrumentation.disable();
});

describe('@fastify/otel registered before the application is created', () => {
  it('has its spans below the SERVER span, and those of the handler below its own', async () => {
    instrumentation = new FastifyOtelInstrumentation();
    const adapter = new FastifyAdapter();
    await adapter.getInstance().register(instrumentation.plugin());
    await start(adapter);

    await ask('/orders/7');

    await traced.span('GET /orders/:id');
    expect(serverSpans(traced.spans())).toEqual(['GET /orders/:id']);
    expect(lineageOf('read', traced.spans())).toBe(
      'SERVER GET /orders/:id > request > handler - OrdersController.find > OrdersController.find > read',
    );
  });
});

describe('@fastify/otel registered after the application is created', () => {
  it('has its spans below the SERVER span, and those of the handler below its own', async () => {
    instrumentation = new FastifyOtelInstrumentation();
    await start(new FastifyAdapter(), (app) => {
      void (app.getHttpAdapter().getInstance() as Register).register(instrumentation.plugin());
    });

    await ask('/orders/7');
    await ask('/nowhere');

    await traced.span('GET');
    expect(serverSpans(traced.spans())).toEqual(['GET /orders/:id', 'GET']);
    expect(lineageOf('read', traced.spans())).toBe(
      'SERVER GET /orders/:id > request > OrdersController.find > read',
    );
  });
});

describe('@fastify/otel that registers itself as Fastify is made', () => {
  const startWith = async (options: object = {}) => {
    instrumentation = new FastifyOtelInstrumentation({
      registerOnInitialization: true,
      ...options,
    });
    await start(new FastifyAdapter());
  };

  it('has the SERVER span, which is told the route', async () => {
    await startWith();

    await ask('/orders/7');

    const server = await traced.span('GET /orders/:id');
    expect(server.instrumentationScope.name).toBe('@fastify/otel');
    expect(serverSpans(traced.spans())).toEqual(['GET /orders/:id']);
    expect(lineageOf('read', traced.spans())).toBe(
      'SERVER GET /orders/:id > handler - OrdersController.find > OrdersController.find > read',
    );
  });

  it('names its span where there is no route', async () => {
    await startWith();

    await ask('/nowhere');

    await traced.span('request');
    expect(serverSpans(traced.spans())).toEqual(['request']);
  });

  it('leaves what it ignores to us', async () => {
    await startWith({ ignorePaths: '/orders/*' });

    await ask('/orders/7');

    const server = await traced.span('GET /orders/:id');
    expect(server.instrumentationScope.name).toBe('nestjs-tracing');
    expect(serverSpans(traced.spans())).toEqual(['GET /orders/:id']);
  });
});
