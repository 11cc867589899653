import { once } from 'node:events';
import type { EventEmitter } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { Controller } from '@nestjs/common';
import { connect as connectNats, headers as natsHeaders } from '@nats-io/transport-node';
import { ClientProxyFactory, EventPattern, Payload, Transport } from '@nestjs/microservices';
import type { ClientProxy, MicroserviceOptions } from '@nestjs/microservices';
import { connect as connectAmqp } from 'amqplib';
import { Redis } from 'ioredis';
import { connectAsync as connectMqtt } from 'mqtt';
import type { IPublishPacket } from 'mqtt';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { mqttWire, natsWire, rabbitMqWire, redisWire, tcpWire } from '../support/microservice.js';
import { describeWith, serverUrl } from '../support/servers.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const theirs = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate: 'vendor=1' };
const order = { id: 7, lines: [{ sku: 'a', note: null }] };
const unique = `${process.pid}-${Date.now()}`;
const pattern = `strangers-${unique}`;
/** For what is sent to strangers, so that our own application does not hear it. */
const away = `away-${unique}`;

let received: unknown[] = [];

@Controller()
class OrdersController {
  @EventPattern(pattern)
  onPlaced(@Payload() payload: unknown): void {
    received.push(payload);
  }
}

let traced: TracedApplication;
let client: ClientProxy;
const closers: (() => unknown)[] = [];

/** A tracing application, with a client to the outside world. */
async function start(options: MicroserviceOptions, clientOptions: object = options): Promise<void> {
  traced = await startTracedApplication({ controllers: [OrdersController] });
  traced.app.connectMicroservice<MicroserviceOptions>(options);
  await traced.app.startAllMicroservices();
  client = ClientProxyFactory.create(clientOptions);
  await client.connect();
}

beforeEach(() => {
  received = [];
  traced.reset();
});

async function stop(): Promise<void> {
  await client.close();
  await traced.close();
  for (const close of closers.splice(0).toReversed()) await close();
}

/** Sends an event and gives the identity of its span, as it must be on the wire. */
async function emitAway(): Promise<string> {
  await runInSpan('checkout', () =>
    firstValueFrom(client.emit(away, order), { defaultValue: undefined }),
  );
  const span = await traced.span(`send ${away}`);
  return `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`;
}

async function expectContinued(): Promise<void> {
  const span = await traced.span(`process ${pattern}`);
  expect(span.parentSpanContext).toMatchObject({ traceId, spanId: 'b7ad6b7169203331' });
  expect(span.spanContext().traceState?.serialize()).toBe('vendor=1');
  expect(received).toEqual([order]);
}

describe('over TCP', () => {
  let listener: Server;
  let heard: Promise<string>;
  let receiverPort: number;

  beforeAll(async () => {
    listener = createServer();
    heard = once(listener, 'connection').then(([socket]) => text(socket as Socket));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const options = { host: '127.0.0.1', port };
    traced = await startTracedApplication({ controllers: [OrdersController] });
    const server = traced.app.connectMicroservice<MicroserviceOptions>(tcpWire.options);
    await traced.app.startAllMicroservices();
    receiverPort = (server.unwrap<Server>().address() as AddressInfo).port;
    client = ClientProxyFactory.create({ transport: Transport.TCP, options });
  });
  afterAll(async () => {
    await stop();
    listener.close();
  });

  it('a stranger reads the context in a field beside the data', async () => {
    const traceparent = await emitAway();
    await client.close();

    const [length = '', ...rest] = (await heard).split('#');
    const json = rest.join('#');
    expect(Number(length)).toBe(json.length);
    expect(JSON.parse(json)).toEqual({ pattern: away, data: order, metadata: { traceparent } });
  });

  it('a stranger is continued', async () => {
    const body = JSON.stringify({ pattern, data: order, metadata: theirs });
    const socket = connect(receiverPort, '127.0.0.1');
    socket.end(`${body.length}#${body}`);

    await expectContinued();
  });
});

describeWith('redis', 'over Redis', () => {
  let redis: Redis;

  beforeAll(async () => {
    await start(redisWire().options);
    redis = new Redis(serverUrl('redis'));
    closers.push(() => redis.quit());
  });
  afterAll(stop);

  it('a stranger reads the context in a field beside the data', async () => {
    const listener = redis.duplicate();
    closers.push(() => listener.quit());
    await listener.subscribe(away);
    const heard = once(listener, 'message');

    const traceparent = await emitAway();

    const [, message] = (await heard) as [string, string];
    expect(JSON.parse(message)).toEqual({ pattern: away, data: order, metadata: { traceparent } });
  });

  it('a stranger is continued', async () => {
    await redis.publish(pattern, JSON.stringify({ pattern, data: order, metadata: theirs }));

    await expectContinued();
  });

  it('a stranger who sends nothing but data begins a trace', async () => {
    await redis.publish(pattern, JSON.stringify(order));

    const span = await traced.span(`process ${pattern}`);
    expect(span.parentSpanContext).toBeUndefined();
    expect(received).toEqual([order]);
  });
});

describeWith('rabbitmq', 'over RabbitMQ', () => {
  const own = rabbitMqWire('strangers').options;
  const others = rabbitMqWire('strangers-away').options;
  const queueOf = ({ options }: MicroserviceOptions) => (options as { queue: string }).queue;
  let channel: Awaited<ReturnType<Awaited<ReturnType<typeof connectAmqp>>['createChannel']>>;

  beforeAll(async () => {
    await start(own, others);
    const connection = await connectAmqp(serverUrl('rabbitmq'));
    closers.push(() => connection.close());
    channel = await connection.createChannel();
  });
  afterAll(stop);

  it('a stranger reads the context in the headers', async () => {
    const traceparent = await emitAway();

    const message = await waitFor('the message', () => channel.get(queueOf(others)));
    expect(message.properties.headers).toEqual({ traceparent });
    expect(JSON.parse(message.content.toString())).toEqual({ pattern: away, data: order });
  });

  it.each([
    ['as text', theirs],
    ['as bytes', { ...theirs, traceparent: Buffer.from(theirs.traceparent) }],
    ['in another spelling', { TraceParent: theirs.traceparent, TraceState: theirs.tracestate }],
  ])('a stranger is continued, who writes it %s', async (_, headers) => {
    const body = Buffer.from(JSON.stringify({ pattern, data: order }));
    channel.sendToQueue(queueOf(own), body, { headers });

    await expectContinued();
  });
});

describeWith('nats', 'over NATS', () => {
  let nats: Awaited<ReturnType<typeof connectNats>>;

  beforeAll(async () => {
    await start(natsWire().options);
    nats = await connectNats({ servers: [new URL(serverUrl('nats')).host] });
    closers.push(() => nats.close());
  });
  afterAll(stop);

  it('a stranger reads the context in the headers', async () => {
    const heard = nats.subscribe(away, { max: 1 });
    await nats.flush();

    const traceparent = await emitAway();

    for await (const message of heard) {
      expect([...(message.headers ?? [])]).toEqual([['traceparent', [traceparent]]]);
      expect(message.json()).toEqual({ pattern: away, data: order });
    }
    expect.assertions(2);
  });

  it.each([
    ['as the standard does', ['traceparent', 'tracestate']],
    ['in another spelling', ['Traceparent', 'Tracestate']],
  ])('a stranger is continued, who writes names %s', async (_, [parent = '', state = '']) => {
    const headers = natsHeaders();
    headers.set(parent, theirs.traceparent);
    headers.set(state, theirs.tracestate);
    nats.publish(pattern, JSON.stringify({ pattern, data: order }), { headers });

    await expectContinued();
  });

  it('a stranger without headers begins a trace', async () => {
    nats.publish(pattern, JSON.stringify({ pattern, data: order }));

    const span = await traced.span(`process ${pattern}`);
    expect(span.parentSpanContext).toBeUndefined();
  });
});

describeWith('mqtt', 'over MQTT 5', () => {
  const connectStranger = async () => {
    const mqtt = await connectMqtt(serverUrl('mqtt'), { protocolVersion: 5 });
    closers.push(() => mqtt.endAsync());
    return mqtt;
  };

  beforeAll(() => start(mqttWire(5).options));
  afterAll(stop);

  it('a stranger reads the context in the user properties', async () => {
    const mqtt = await connectStranger();
    await mqtt.subscribeAsync(away);
    const heard = once(mqtt as unknown as EventEmitter, 'message');

    const traceparent = await emitAway();

    const [, body, packet] = (await heard) as [string, Buffer, IPublishPacket];
    expect({ ...packet.properties?.userProperties }).toEqual({ traceparent });
    expect(JSON.parse(body.toString())).toEqual({ pattern: away, data: order });
  });

  it('a stranger is continued', async () => {
    const mqtt = await connectStranger();
    const properties = { userProperties: theirs };
    await mqtt.publishAsync(pattern, JSON.stringify({ pattern, data: order }), { properties });

    await expectContinued();
  });
});

describeWith('mqtt', 'over MQTT 3.1.1', () => {
  beforeAll(() => start(mqttWire(4).options));
  afterAll(stop);

  it('a stranger reads the context in a field beside the data', async () => {
    const mqtt = await connectMqtt(serverUrl('mqtt'), { protocolVersion: 4 });
    closers.push(() => mqtt.endAsync());
    await mqtt.subscribeAsync(away);
    const heard = once(mqtt as unknown as EventEmitter, 'message');

    const traceparent = await emitAway();

    const [, body] = (await heard) as [string, Buffer];
    expect(JSON.parse(body.toString())).toEqual({
      pattern: away,
      data: order,
      metadata: { traceparent },
    });
  });

  it('a stranger is continued', async () => {
    const mqtt = await connectMqtt(serverUrl('mqtt'), { protocolVersion: 4 });
    closers.push(() => mqtt.endAsync());
    await mqtt.publishAsync(pattern, JSON.stringify({ pattern, data: order, metadata: theirs }));

    await expectContinued();
  });
});
