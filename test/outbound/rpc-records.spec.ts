import { Controller } from '@nestjs/common';
import { headers as natsHeaders } from '@nats-io/transport-node';
import {
  ClientProxyFactory,
  Ctx,
  EventPattern,
  MessagePattern,
  MqttRecordBuilder,
  NatsRecordBuilder,
  Payload,
} from '@nestjs/microservices';
import type { ClientProxy, MqttContext, NatsContext } from '@nestjs/microservices';
import { context } from '@opentelemetry/api';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { extractTraceContext, runInSpan } from '../../lib/index.js';
import { listenTo, mqttWire, natsWire } from '../support/microservice.js';
import type { Wire } from '../support/microservice.js';
import { describeWith } from '../support/servers.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

type Heard = Record<string, unknown>;

const unique = `records-${process.pid}-${Date.now()}`;
const find = `find.${unique}`;
const placed = `placed.${unique}`;
const order = { id: 7, lines: [{ sku: 'a', note: null }] };
const mine = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const other = '00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01';
const traceparent = expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-01$/) as string;

let heard: Heard[] = [];

@Controller()
class OrdersController {
  @MessagePattern(find)
  find(@Payload() data: unknown, @Ctx() context: NatsContext | MqttContext): unknown {
    heard.push({ data, ...toldBy(context) });
    return data;
  }

  @EventPattern(placed)
  onPlaced(@Payload() data: unknown, @Ctx() context: unknown): void {
    heard.push({ data, ...toldBy(context as NatsContext | MqttContext) });
  }
}

function toldBy(context: NatsContext | MqttContext): Heard {
  if ('getHeaders' in context) {
    return { headers: Object.fromEntries(context.getHeaders() as Iterable<[string, string[]]>) };
  }
  const { qos, properties } = context.getPacket() as {
    qos: number;
    properties?: { userProperties?: object; contentType?: string };
  };
  const { userProperties, contentType } = properties ?? {};
  return { qos, contentType, headers: { ...userProperties } };
}

let traced: TracedApplication;
let client: ClientProxy;
const clients: ClientProxy[] = [];

function describeRecords(wire: Wire, tests: () => void): void {
  beforeAll(async () => {
    traced = await startTracedApplication({ controllers: [OrdersController] });
    client = await listenTo(traced.app, wire);
    clients.push(client);
    await client.connect();
  });
  beforeEach(() => {
    heard = [];
    traced.reset();
  });
  afterAll(async () => {
    await Promise.all(clients.splice(0).map((one) => one.close()));
    await traced.close();
  });

  const clientWith = (options: object): ClientProxy => {
    const own = { ...wire.options, options: { ...wire.options.options, ...options } };
    const made: ClientProxy = ClientProxyFactory.create(own as object);
    clients.push(made);
    return made;
  };

  it('carries the context of each of two messages sent at once', async () => {
    // A client that has sent nothing yet may have to connect or subscribe first.
    const fresh = clientWith({});
    const sendIn = (name: string) =>
      runInSpan(name, async (span) => {
        await firstValueFrom(fresh.send(find, { name }));
        return span.spanContext().traceId;
      });

    const traceIds = await Promise.all([sendIn('first'), sendIn('second')]);

    expect(traceIdsHeard()).toEqual(
      new Map([
        ['first', traceIds[0]],
        ['second', traceIds[1]],
      ]),
    );
  });

  it('carries the context of an event of a client that is not connected yet', async () => {
    const traceId = await runInSpan('checkout', async (span) => {
      await firstValueFrom(clientWith({}).emit(placed, { name: 'early' }), {
        defaultValue: undefined,
      });
      return span.spanContext().traceId;
    });
    await waitFor('the event', () => heard.length > 0);

    expect(traceIdsHeard()).toEqual(new Map([['early', traceId]]));
  });

  tests();
}

/** By the name in the payload. */
function traceIdsHeard(): Map<string, string> {
  return new Map(
    heard.map(({ data, headers }) => {
      const { traceparent: told } = headers as { traceparent: string | string[] };
      return [(data as { name: string }).name, String(told).slice(3, 35)];
    }),
  );
}

const send = (data: unknown): Promise<unknown> => firstValueFrom(client.send(find, data));

/** Sends it in a trace that has a state and baggage. */
function sendBelow(data: unknown): Promise<unknown> {
  const headers = { traceparent: other, tracestate: 'vendor=1', baggage: 'tenant=b' };
  return context.with(extractTraceContext(headers), send, undefined, data);
}

describeWith('nats', 'a record over NATS', () =>
  describeRecords(natsWire(), () => {
    it('keeps its headers', async () => {
      const headers = natsHeaders();
      headers.append('tenant', 'a');
      headers.append('tenant', 'b');

      const answer = await send(new NatsRecordBuilder(order).setHeaders(headers).build());

      expect(answer).toEqual(order);
      expect(heard).toEqual([
        { data: order, headers: { tenant: ['a', 'b'], traceparent: [traceparent] } },
      ]);
    });

    it('is left as it was, and sent again with a context of its own', async () => {
      const headers = natsHeaders();
      headers.set('tenant', 'a');
      const record = new NatsRecordBuilder(order).setHeaders(headers).build();

      await send(record);
      await send(record);

      expect([...headers]).toEqual([['tenant', ['a']]]);
      const [first, second] = heard.map(({ headers: told }) => (told as Heard).traceparent);
      expect([first, second]).toEqual([[traceparent], [traceparent]]);
      expect(second).not.toEqual(first);
    });

    it('keeps a trace context that the caller set', async () => {
      const headers = natsHeaders();
      headers.set('traceparent', mine);

      await send(new NatsRecordBuilder(order).setHeaders(headers).build());

      expect(heard).toEqual([{ data: order, headers: { traceparent: [mine] } }]);
    });

    it('has no state of ours beside the trace context of the caller, however that is spelt', async () => {
      const headers = natsHeaders();
      headers.set('Traceparent', mine);

      await sendBelow(new NatsRecordBuilder(order).setHeaders(headers).build());

      const told = { Traceparent: [mine], baggage: ['tenant=b'] };
      expect(heard).toEqual([{ data: order, headers: told }]);
    });
  }),
);

describeWith('mqtt', 'a record over MQTT 5', () =>
  describeRecords(mqttWire(5), () => {
    it('keeps its options and user properties', async () => {
      const record = new MqttRecordBuilder(order)
        .setQoS(1)
        .setProperties({ contentType: 'order', userProperties: { tenant: 'a' } })
        .build();

      const answer = await send(record);

      expect(answer).toEqual(order);
      const told = { qos: 0, contentType: 'order', headers: { tenant: 'a', traceparent } };
      // What a subscriber sees is the lower of its own quality of service and the message's.
      expect(heard).toEqual([{ data: order, ...told }]);
    });

    it('keeps a trace context that the caller set', async () => {
      const properties = { userProperties: { traceparent: mine } };

      await send(new MqttRecordBuilder(order).setProperties(properties).build());

      expect(heard).toMatchObject([{ data: order, headers: { traceparent: mine } }]);
    });

    it('has no state of ours beside the trace context of the caller, however that is spelt', async () => {
      const properties = { userProperties: { TraceParent: mine } };

      await sendBelow(new MqttRecordBuilder(order).setProperties(properties).build());

      const told = { TraceParent: mine, baggage: 'tenant=b' };
      expect(heard.map(({ headers }) => headers)).toEqual([told]);
    });

    // Nest itself takes the options off a record that it has sent.
    it('is sent again with a context of its own', async () => {
      const record = new MqttRecordBuilder(order)
        .setProperties({ userProperties: { tenant: 'a' } })
        .build();

      await send(record);
      await send(record);

      const [first, second] = heard.map(({ headers: told }) => (told as Heard).traceparent);
      expect([first, second]).toEqual([traceparent, traceparent]);
      expect(second).not.toBe(first);
    });
  }),
);
