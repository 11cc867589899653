import http from 'node:http';
import { Controller, Get, Injectable } from '@nestjs/common';
import { ClientProxy } from '@nestjs/microservices';
import { ROOT_CONTEXT, context, createContextKey } from '@opentelemetry/api';
import { beforeAll, describe, expect, it } from 'vitest';
import { Span, TracedHttpService, TracingService } from '../../lib/index.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

@Injectable()
class OrdersService {
  constructor(private readonly tracing: TracingService) {}

  @Span()
  place(): string {
    return this.tracing.traceId ?? 'no trace';
  }
}

@Controller('orders')
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get()
  place(): string {
    return this.orders.place();
  }
}

const orders = { controllers: [OrdersController], providers: [OrdersService] };

/** What others see of this process: functions that are patched, and whether context is kept. */
function surroundings(): unknown[] {
  const key = createContextKey('test');
  const isContextKept = context.with(ROOT_CONTEXT.setValue(key, true), () =>
    context.active().getValue(key),
  );
  const { send, emit } = ClientProxy.prototype;
  const { place } = OrdersController.prototype;
  return [http.request, http.Server.prototype.emit, send, emit, place, isContextKept];
}

describe.each([
  ['enabled: false', { enabled: false }, {}],
  ['OTEL_SDK_DISABLED=true', {}, { OTEL_SDK_DISABLED: 'true' }],
])('%s', (_, options, environment) => {
  let traced: TracedApplication;
  let before: unknown[];

  beforeAll(async () => {
    Object.assign(process.env, environment);
    before = surroundings();
    traced = await startTracedApplication(orders, { instrumentations: 'auto', ...options });
    return async () => {
      delete process.env.OTEL_SDK_DISABLED;
      await traced.close();
    };
  });

  it('patches nothing', () => {
    expect(surroundings()).toEqual(before);
  });

  it('leaves the hooks of the adapter free', () => {
    // They are single slots without getters.
    const adapter = traced.app.getHttpAdapter() as object;

    expect(adapter).toMatchObject({ onRequestHook: undefined, onRouteTriggered: undefined });
  });

  it('lets decorated methods and TracingService work', async () => {
    const answer = await (await fetch(`${traced.url}/orders`)).text();

    expect(answer).toBe('no trace');
    expect(traced.spans()).toEqual([]);
  });

  it('sends requests without a trace context', async () => {
    const server = await startLoopbackServer();

    await traced.app.get(TracedHttpService).axiosRef.get(server.url);
    await server.close();

    expect(server.received[0]?.headers).not.toHaveProperty('traceparent');
  });
});
