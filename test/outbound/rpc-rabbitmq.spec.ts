import { Controller } from '@nestjs/common';
import {
  ClientProxyFactory,
  Ctx,
  MessagePattern,
  Payload,
  RmqContext,
  RmqRecordBuilder,
} from '@nestjs/microservices';
import type { ClientProxy, RmqOptions, Serializer } from '@nestjs/microservices';
import { context } from '@opentelemetry/api';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { extractTraceContext } from '../../lib/index.js';
import { listenTo, rabbitMqWire } from '../support/microservice.js';
import { describeWith } from '../support/servers.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

interface Delivery {
  readonly data: unknown;
  readonly properties: Record<string, unknown>;
}

let last: Delivery | undefined;

@Controller()
class OrdersController {
  @MessagePattern('orders.find')
  find(@Payload() data: unknown, @Ctx() context: RmqContext): string {
    last = { data, properties: context.getMessage().properties as Delivery['properties'] };
    return 'found';
  }
}

/** What it makes of a packet is only seen when it is written as JSON. */
class Envelope {
  constructor(private readonly packet: object) {}

  toJSON(): object {
    return { ...this.packet, data: { wrapped: true } };
  }
}

class EnvelopeSerializer implements Serializer<object, Envelope> {
  serialize(packet: object): Envelope {
    return new Envelope(packet);
  }
}

class MarkingSerializer implements Serializer<object, object> {
  serialize(packet: object): object {
    return { ...packet, options: { headers: { mark: 'by the serializer' } } };
  }
}

const wire = rabbitMqWire('records').options as RmqOptions;
const traceparent = expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-01$/) as string;

describeWith('rabbitmq', 'a message over RabbitMQ', () => {
  let traced: TracedApplication;
  let client: ClientProxy;
  const clients: ClientProxy[] = [];

  beforeAll(async () => {
    traced = await startTracedApplication({ controllers: [OrdersController] });
    client = await listenTo(traced.app, { name: 'RabbitMQ', system: 'rabbitmq', options: wire });
    clients.push(client);
  });

  beforeEach(() => traced.reset());

  afterAll(async () => {
    await Promise.all(clients.map((one) => one.close()));
    await traced.close();
  });

  const send = async (from: ClientProxy, data: unknown): Promise<Delivery | undefined> => {
    last = undefined;
    await firstValueFrom(from.send('orders.find', data));
    return last;
  };

  const clientWith = (options: RmqOptions['options']): ClientProxy => {
    const own: object = { ...wire, options: { ...wire.options, ...options } };
    const made: ClientProxy = ClientProxyFactory.create(own);
    clients.push(made);
    return made;
  };

  it('keeps options and headers of a record', async () => {
    const record = new RmqRecordBuilder({ id: 7 })
      .setOptions({ priority: 3, headers: { tenant: 'a' } })
      .build();

    const delivery = await send(client, record);

    expect(delivery).toMatchObject({
      data: { id: 7 },
      properties: { priority: 3, headers: { tenant: 'a', traceparent } },
    });
  });

  it('leaves a record as it was, to be sent again', async () => {
    const record = new RmqRecordBuilder({ id: 7 }).setOptions({ headers: { tenant: 'a' } }).build();

    await send(client, record);

    expect(record.options).toEqual({ headers: { tenant: 'a' } });
  });

  it('keeps a trace context that the caller set', async () => {
    const mine = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const record = new RmqRecordBuilder({}).setOptions({ headers: { traceparent: mine } }).build();

    const delivery = await send(client, record);

    expect(delivery?.properties.headers).toEqual({ traceparent: mine });
  });

  it('adds no state of ours to a trace context that the caller set', async () => {
    const mine = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const record = new RmqRecordBuilder({}).setOptions({ headers: { Traceparent: mine } }).build();
    const ours = extractTraceContext({ traceparent: mine, tracestate: 'vendor=1' });

    const delivery = await context.with(ours, () => send(client, record));

    expect(delivery?.properties.headers).toEqual({ Traceparent: mine });
  });

  it('keeps the headers of the client', async () => {
    const delivery = await send(clientWith({ headers: { app: 'gateway' } }), 7);

    expect(delivery?.properties.headers).toEqual({ app: 'gateway', traceparent });
  });

  it('keeps what a serializer of the user adds', async () => {
    const delivery = await send(clientWith({ serializer: new MarkingSerializer() }), { id: 7 });

    expect(delivery?.data).toEqual({ id: 7 });
    expect(delivery?.properties.headers).toEqual({ mark: 'by the serializer', traceparent });
  });

  it('keeps what a serializer of the user makes of the packet', async () => {
    const delivery = await send(clientWith({ serializer: new EnvelopeSerializer() }), { id: 7 });

    expect(delivery?.data).toEqual({ wrapped: true });
    expect(delivery?.properties.headers).toEqual({ traceparent });
  });
});
