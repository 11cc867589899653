import type { AddressInfo, Server } from 'node:net';
import type { INestApplication, INestMicroservice } from '@nestjs/common';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import type { ClientProxy, MicroserviceOptions } from '@nestjs/microservices';
import type { ChannelWrapper } from 'amqp-connection-manager';
import type { ConfirmChannel } from 'amqplib';
import { serverUrl } from './servers.js';

/** One way between two applications: how the receiver listens, and a client that reaches it. */
export interface Wire {
  readonly name: string;
  readonly system: string;
  readonly options: MicroserviceOptions;
}

const host = '127.0.0.1';
const unique = `${process.pid}-${Date.now()}`;

export const tcpWire: Wire = {
  name: 'TCP',
  system: 'tcp',
  options: { transport: Transport.TCP, options: { host, port: 0 } },
};

/** Redis has no queues of its own: a message goes to whoever listens to its pattern. */
export function redisWire(): Wire {
  const { hostname, port } = new URL(serverUrl('redis'));
  const options = { host: hostname, port: Number(port) || 6379 };
  return { name: 'Redis', system: 'redis', options: { transport: Transport.REDIS, options } };
}

/** A queue that is there for one test file and goes with its connection. */
export function rabbitMqWire(queue: string): Wire {
  const options = {
    urls: [serverUrl('rabbitmq')],
    queue: `nestjs-tracing-${queue}-${unique}`,
    queueOptions: { durable: false, autoDelete: true },
  };
  return { name: 'RabbitMQ', system: 'rabbitmq', options: { transport: Transport.RMQ, options } };
}

/** Subjects are shared by all who use the server, so each file that listens to them has its own. */
export function natsWire(): Wire {
  const options = { servers: [new URL(serverUrl('nats')).host] };
  return { name: 'NATS', system: 'nats', options: { transport: Transport.NATS, options } };
}

/** @param version 5, which has user properties, or 4, as version 3.1.1 is known on the wire */
export function mqttWire(version: 4 | 5): Wire {
  const options = { url: serverUrl('mqtt'), protocolVersion: version } as const;
  const name = version === 5 ? 'MQTT 5' : 'MQTT 3.1.1';
  return { name, system: 'mqtt', options: { transport: Transport.MQTT, options } };
}

/**
 * Has the application answer messages as well.
 *
 * @param sending how the client is made, where that is not as the receiver is
 * @returns a client that reaches it
 */
export async function listenTo(
  app: INestApplication,
  wire: Wire,
  sending: Wire = wire,
): Promise<ClientProxy> {
  const microservice = app.connectMicroservice<MicroserviceOptions>(wire.options);
  await app.startAllMicroservices();
  if (wire.system === 'rabbitmq') {
    await closeOnceConfirmed(microservice);
  }
  if (wire !== tcpWire) {
    return ClientProxyFactory.create(sending.options as object);
  }
  const { port } = microservice.unwrap<Server>().address() as AddressInfo;
  return ClientProxyFactory.create({ transport: Transport.TCP, options: { host, port } });
}

/**
 * RabbitMQ confirms an answer after the caller has it. A receiver that is closed in between rejects
 * the promise of the answer, which Nest leaves alone: an unhandled rejection in whatever test runs.
 */
export async function closeOnceConfirmed(microservice: INestMicroservice): Promise<void> {
  // Protected, and nothing public leads to it.
  const { channel } = Reflect.get(microservice, 'serverInstance') as { channel: ChannelWrapper };
  const close = microservice.close.bind(microservice);
  let current: ConfirmChannel | undefined;
  await channel.addSetup((opened: ConfirmChannel) => {
    current = opened;
  });
  microservice.close = async () => {
    await current?.waitForConfirms();
    return close();
  };
}
