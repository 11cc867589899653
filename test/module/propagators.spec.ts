import { Controller, Get, Headers } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, MessagePattern } from '@nestjs/microservices';
import type { ClientProxy } from '@nestjs/microservices';
import { SpanKind, propagation, trace } from '@opentelemetry/api';
import type { TextMapPropagator } from '@opentelemetry/api';
import { connect } from 'amqplib';
import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  TracedHttpService,
  TracingModule,
  injectTraceContext,
  extractTraceContext,
  runInSpan,
} from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { listenTo, rabbitMqWire, redisWire, tcpWire } from '../support/microservice.js';
import type { Wire } from '../support/microservice.js';
import { describeWith, serverUrl } from '../support/servers.js';
import { testEngine } from '../support/test-engine.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

interface RpcContext {
  getMetadata?(): object | undefined;
  getMessage?(): { properties: { headers: object } };
}

@Controller('orders')
class OrdersController {
  @Get()
  find(@Headers() headers: object): object {
    return headers;
  }

  @MessagePattern('orders.find')
  answer(@Ctx() ctx: RpcContext): object | undefined {
    return ctx.getMetadata?.() ?? ctx.getMessage?.().properties.headers;
  }
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const otherTraceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-${spanId}-01`;

/** What each format writes of a sampled span. */
const formats = [
  ['b3', { b3: /^[\da-f]{32}-[\da-f]{16}-1$/ }],
  [
    'b3multi',
    { 'x-b3-traceid': /^[\da-f]{32}$/, 'x-b3-spanid': /^[\da-f]{16}$/, 'x-b3-sampled': /^1$/ },
  ],
  ['jaeger', { 'uber-trace-id': /^[\da-f]{32}:[\da-f]{16}:0:01$/ }],
] as const;

let traced: TracedApplication;
let client: ClientProxy | undefined;

afterEach(async () => {
  await client?.close();
  client = undefined;
  await traced.close();
});

describe.each(formats)('propagators: [%j]', (format, fields) => {
  const written = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, expect.stringMatching(value)]),
  );

  /** The receiver's span is the child of the sender's, and nothing of the W3C was on the wire. */
  async function expectOneTrace(received: object, sender: string): Promise<void> {
    expect(received).toMatchObject(written);
    expect(received).not.toHaveProperty('traceparent');
    const child = await waitFor('the span of the receiver', () =>
      traced.spans().find((one) => one.parentSpanContext?.spanId === sender),
    );
    expect(child.parentSpanContext?.isRemote).toBe(true);
  }

  it.each(['TracedHttpService', 'fetch'])('goes with requests of %s', async (by) => {
    await start({ propagators: [format], instrumentations: 'auto' });
    const url = `${traced.url}/orders`;
    const http = traced.app.get(TracedHttpService);

    const { data } =
      by === 'fetch'
        ? { data: await (await fetch(url)).json() }
        : await http.axiosRef.get<object>(url);

    const [sent] = await waitFor('CLIENT and SERVER', () => {
      const clients = traced.spans().filter(({ kind }) => kind === SpanKind.CLIENT);
      return clients.length > 0 ? clients : undefined;
    });
    await expectOneTrace(data as object, sent!.spanContext().spanId);
  });

  async function expectMessageIn(wire: Wire): Promise<void> {
    await start({ propagators: [format], instrumentations: 'auto' });
    client = await listenTo(traced.app, wire);

    const received = await firstValueFrom(client.send<object>('orders.find', {}));

    const sent = await waitFor('the span of the sender', () =>
      traced.spans().find(({ kind, name }) => kind === SpanKind.CLIENT && name === 'orders.find'),
    );
    await expectOneTrace(received, sent.spanContext().spanId);
  }

  it('goes with messages over TCP', () => expectMessageIn(tcpWire));

  describeWith('redis', 'with Redis', () => {
    it('goes with messages', () => expectMessageIn(redisWire()));
  });

  describeWith('rabbitmq', 'with RabbitMQ', () => {
    it('goes with messages', () => expectMessageIn(rabbitMqWire(`propagators-${format}`)));
  });
});

describe('several propagators', () => {
  it('all write', async () => {
    await start({ propagators: ['tracecontext', 'b3', 'b3multi', 'jaeger'] });

    const headers = runInSpan('work', () => injectTraceContext({}));

    expect(Object.keys(headers).toSorted()).toEqual([
      'b3',
      'traceparent',
      'uber-trace-id',
      'x-b3-sampled',
      'x-b3-spanid',
      'x-b3-traceid',
    ]);
  });

  it('read in their order, so that the last is believed', async () => {
    await start({ propagators: ['tracecontext', 'b3'] });
    const b3 = `${otherTraceId}-${spanId}-1`;

    expect(traceIdIn({ traceparent })).toBe(traceId);
    expect(traceIdIn({ traceparent, b3 })).toBe(otherTraceId);
  });

  it('add nothing to a context that the caller has set himself', async () => {
    await start({ propagators: ['b3multi'] });
    const headers = { 'X-B3-TraceId': otherTraceId, 'X-B3-SpanId': spanId };

    const { data } = await traced.app
      .get(TracedHttpService)
      .axiosRef.get<object>(`${traced.url}/orders`, { headers });

    expect(data).toMatchObject({ 'x-b3-traceid': otherTraceId, 'x-b3-spanid': spanId });
    expect(data).not.toHaveProperty('x-b3-sampled');
  });
});

describe("propagators: ['none']", () => {
  it('lets no context in or out, and starts traces anew', async () => {
    await start({ propagators: ['none'] });

    const headers = { traceparent, baggage: 'tenant=7' };
    await fetch(`${traced.url}/orders`, { headers });
    const { data } = await traced.app
      .get(TracedHttpService)
      .axiosRef.get<object>(`${traced.url}/orders`);

    expect(data).not.toHaveProperty('traceparent');
    await waitFor('all spans', () => traced.spans().length >= 5);
    const servers = traced.spans().filter(({ kind }) => kind === SpanKind.SERVER);
    expect(servers.map(({ parentSpanContext }) => parentSpanContext)).toEqual([
      undefined,
      undefined,
    ]);
    expect(servers.map((span) => span.spanContext().traceId)).not.toContain(traceId);
  });
});

describe('a propagator of the user', () => {
  const setting: TextMapPropagator = {
    inject: (_, carrier, setter) => setter.set(carrier, 'X-Trace', 'mine'),
    extract: (into, carrier, getter) =>
      getter.get(carrier, 'X-Trace') === 'mine'
        ? trace.setSpanContext(into, { traceId, spanId, traceFlags: 1, isRemote: true })
        : into,
    fields: () => ['X-Trace'],
  };

  it('reads and writes, whatever the case of its fields', async () => {
    await start({ propagators: setting });

    const { data } = await traced.app
      .get(TracedHttpService)
      .axiosRef.get<object>(`${traced.url}/orders`);

    expect(data).toMatchObject({ 'x-trace': 'mine' });
    expect((await traced.serverSpan()).spanContext().traceId).toBe(traceId);
    expect(traceIdIn({ 'x-trace': 'mine' })).toBe(traceId);
  });

  it('that throws breaks no request', async () => {
    const fail = () => {
      throw new Error('of the propagator');
    };
    await start({ propagators: { inject: fail, extract: fail, fields: () => [] } });

    const { data } = await traced.app
      .get(TracedHttpService)
      .axiosRef.get<object>(`${traced.url}/orders`);

    expect(data).toHaveProperty('host');
    expect(await traced.serverSpan()).toHaveProperty('name', 'GET /orders');
  });

  it('that somebody else has registered stays', async () => {
    propagation.disable();
    propagation.setGlobalPropagator(setting);

    await start({ propagators: ['b3'] });

    expect(runInSpan('work', () => injectTraceContext({}))).toEqual({ 'X-Trace': 'mine' });
    propagation.disable();
  });
});

describe('propagators of forRootAsync()', () => {
  it('are in force when the options have arrived', async () => {
    traced = await startTracedApplication({});
    const seen: object[] = [];
    const tracing = TracingModule.forRootAsync({
      useFactory: () => {
        seen.push(runInSpan('early', () => injectTraceContext({})));
        return { engine: testEngine, exporter: 'none', propagators: ['b3'] };
      },
    });
    const root = { module: class {}, imports: [tracing] };

    const app = await NestFactory.createApplicationContext(root, { logger: false });

    seen.push(runInSpan('late', () => injectTraceContext({})));
    expect(seen.map((headers) => Object.keys(headers))).toEqual([['traceparent'], ['b3']]);
    await app.close();
  });
});

describeWith('rabbitmq', 'a message that carries a context of the format already', () => {
  it('is published as it is', async () => {
    await start({ propagators: ['b3'], instrumentations: 'auto' });
    const connection = await connect(serverUrl('rabbitmq'));
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const b3 = `${otherTraceId}-${spanId}-1`;

    runInSpan('work', () => {
      channel.sendToQueue(queue, Buffer.from('1'), { headers: { b3 } });
      channel.sendToQueue(queue, Buffer.from('2'));
    });

    const received: unknown[] = [];
    await channel.consume(queue, (message) => received.push(message?.properties.headers?.b3));
    await waitFor('both messages', () => received.length === 2);
    await connection.close();
    expect(received).toEqual([b3, expect.stringMatching(/^(?!4bf9)[\da-f]{32}-/)]);
  });
});

async function start(options: TracingModuleOptions): Promise<void> {
  traced = await startTracedApplication({ controllers: [OrdersController] }, options);
}

function traceIdIn(headers: Record<string, unknown>): string | undefined {
  return trace.getSpanContext(extractTraceContext(headers))?.traceId;
}
