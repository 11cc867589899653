import { createRequire } from 'node:module';
import type { INestApplication } from '@nestjs/common';
import { ClientKafka, Transport } from '@nestjs/microservices';
import type { KafkaOptions } from '@nestjs/microservices';
import type { KafkaMessage, Producer } from 'kafkajs';
import { waitFor } from '../wait-for.js';

const { Kafka } = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs');

type Options = NonNullable<KafkaOptions['options']>;

/** Longer than a busy machine stands still. */
const connectionTimeout = 15_000;

/** How applications of one test file reach its broker, quickly and without a word. */
export function kafkaOptions(address: string, name: string, more: Options = {}): Options {
  return {
    subscribe: { fromBeginning: true },
    ...more,
    client: {
      clientId: name,
      brokers: [address],
      logLevel: 0,
      connectionTimeout,
      retry: { retries: 1, initialRetryTime: 20, maxRetryTime: 50 },
      ...more.client,
    },
    consumer: {
      groupId: name,
      maxWaitTimeInMs: 50,
      retry: { retries: 3, initialRetryTime: 20, maxRetryTime: 50 },
    },
  };
}

/** Has the application consume what it has handlers for. */
export async function consumeWith(app: INestApplication, options: Options): Promise<void> {
  app.connectMicroservice<KafkaOptions>({ transport: Transport.KAFKA, options });
  await app.startAllMicroservices();
}

/** A client of Nest's that is answered on these topics. */
export async function connectClient(
  options: Options,
  answeredOn: readonly string[] = [],
): Promise<ClientKafka> {
  const client = new ClientKafka(options);
  for (const topic of answeredOn) {
    client.subscribeToResponseOf(topic);
  }
  await client.connect();
  return client;
}

/** A program that knows nothing of Nest, nor of tracing. */
export interface PlainKafka {
  readonly producer: Producer;
  /** The first message of a topic, as the client hands it out. */
  readFirst(topic: string): Promise<KafkaMessage>;
  readAll(topic: string, count: number): Promise<KafkaMessage[]>;
  close(): Promise<void>;
}

export async function connectPlain(address: string): Promise<PlainKafka> {
  const kafka = new Kafka({
    clientId: 'plain',
    brokers: [address],
    logLevel: 0,
    connectionTimeout,
  });
  const producer = kafka.producer({ retry: { retries: 1, initialRetryTime: 20 } });
  await producer.connect();
  const readAll = async (topic: string, count: number): Promise<KafkaMessage[]> => {
    const messages: KafkaMessage[] = [];
    const groupId = `plain-${topic}-${performance.now()}`;
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        await Promise.resolve(messages.push(message));
      },
    });
    await waitFor(`${count} messages of ${topic}`, () => messages.length >= count);
    await consumer.disconnect();
    return messages;
  };
  return {
    producer,
    readAll,
    readFirst: async (topic) => (await readAll(topic, 1))[0]!,
    close: () => producer.disconnect(),
  };
}
