import { Transport } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';

/**
 * The ways between the two applications, and how a server and a client of each are made. A row more
 * needs nothing else, as long as its client has `send()` and `emit()`.
 */
export const transports = {
  tcp: () => ({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port: Number(process.env.TCP_PORT ?? 0) },
  }),
  redis: () => {
    const { hostname, port } = new URL(process.env.REDIS_URL ?? '');
    return { transport: Transport.REDIS, options: { host: hostname, port: Number(port) || 6379 } };
  },
  rabbitmq: () => ({
    transport: Transport.RMQ,
    options: {
      urls: [process.env.RABBITMQ_URL ?? ''],
      queue: process.env.RUN,
      queueOptions: { durable: false, autoDelete: true },
    },
  }),
  nats: () => ({
    transport: Transport.NATS,
    options: { servers: [new URL(process.env.NATS_URL ?? '').host] },
  }),
  mqtt5: () => ({
    transport: Transport.MQTT,
    options: { url: process.env.MQTT_URL, protocolVersion: 5 },
  }),
  mqtt4: () => ({
    transport: Transport.MQTT,
    options: { url: process.env.MQTT_URL, protocolVersion: 4 },
  }),
} satisfies Record<string, () => MicroserviceOptions>;

export type TransportName = keyof typeof transports;

export const transportNames = Object.keys(transports) as TransportName[];
