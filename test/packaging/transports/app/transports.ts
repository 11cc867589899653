import { Transport } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';

/**
 * The ways between the two applications, and how a server and a client of each are made. A row more
 * needs nothing else, as long as its client has `send()` and `emit()`; that of gRPC has not.
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
  kafka: () => ({
    transport: Transport.KAFKA,
    options: {
      client: {
        clientId: process.env.RUN,
        brokers: [process.env.KAFKA_URL ?? ''],
        logLevel: 0,
        retry: { initialRetryTime: 20 },
      },
      consumer: { groupId: process.env.RUN ?? '', maxWaitTimeInMs: 50 },
      // Whatever was sent before a consumer has asked for the first time.
      subscribe: { fromBeginning: true },
    },
  }),
  grpc: () => ({
    transport: Transport.GRPC,
    options: {
      url: process.env.GRPC_URL,
      package: 'orders',
      protoPath: process.env.GRPC_PROTO ?? '',
    },
  }),
} satisfies Record<string, () => MicroserviceOptions>;

export type TransportName = keyof typeof transports;

/** Those whose clients have `send()` and `emit()`. */
export type MessageTransportName = Exclude<TransportName, 'grpc'>;

export const transportNames = Object.keys(transports) as TransportName[];
