import { ClientKafka } from '@nestjs/microservices';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { firstValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findFreePorts } from '../support/free-ports.js';
import type { FakeKafka } from '../support/kafka/fake-kafka.js';
import { startFakeKafka } from '../support/kafka/fake-kafka.js';
import { connectClient, connectPlain, kafkaOptions } from '../support/kafka/kafka-application.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

const name = `rpc-kafka-failures-${process.pid}`;
const retry = { retries: 0, initialRetryTime: 20, maxRetryTime: 50 };
let broker: FakeKafka;
let traced: TracedApplication;
let client: ClientKafka;

beforeAll(async () => {
  traced = await startTracedApplication({});
});

beforeEach(async () => {
  traced.reset();
  broker = await startFakeKafka();
  client = await connect();
});

afterEach(async () => {
  broker.hangUp();
  await client.close();
});

afterAll(() => traced.close());

/** @param requestTimeout of each request, those by which it connects too; that of KafkaJS unless given */
function connect(requestTimeout?: number): Promise<ClientKafka> {
  const options = kafkaOptions(broker.address, name, {
    client: { brokers: [broker.address], requestTimeout, retry },
    producer: { retry },
  });
  return connectClient(options, ['orders.find']);
}

const message = { value: 'x' };
const ways = {
  send: () => firstValueFrom(client.send('orders.find', message)),
  emit: () => firstValueFrom(client.emit('orders.placed', message)),
  emitBatch: () => firstValueFrom(client.emitBatch('orders.placed', { messages: [message] })),
};
const kinds = { send: 'CLIENT', emit: 'PRODUCER', emitBatch: 'PRODUCER' } as const;
const everyWay = Object.keys(ways) as (keyof typeof ways)[];

async function failed(way: keyof typeof ways): Promise<unknown> {
  await expect(ways[way]()).rejects.toBeInstanceOf(Error);
  await traced.treeOf(1);
  const [span, ...others] = traced.spans();
  expect(others).toEqual([]);
  expect(SpanKind[span!.kind]).toBe(kinds[way]);
  expect(span?.status.code).toBe(SpanStatusCode.ERROR);
  expect(span?.events.map((event) => event.name)).toEqual(['exception']);
  return span?.attributes['error.type'];
}

describe('a message over Kafka fails with its span', () => {
  it.each(everyWay)('when the broker refuses it: %s', async (way) => {
    broker.forbid('orders.find');
    broker.forbid('orders.placed');

    expect(await failed(way)).toBe('KafkaJSProtocolError');
  });

  it.each(everyWay)('when the broker does not answer: %s', async (way) => {
    await client.close();
    client = await connect(1_000);
    broker.fallSilent();

    expect(await failed(way)).toBe('KafkaJSNumberOfRetriesExceeded');
  });

  it.each(everyWay)('when the broker is gone: %s', async (way) => {
    broker.hangUp();

    expect(await failed(way)).toMatch(/^KafkaJS/);
  });

  it.each(everyWay)('when there never was a broker: %s', async (way) => {
    await client.close();
    const [port] = await findFreePorts(1);
    client = new ClientKafka(
      kafkaOptions(`127.0.0.1:${port}`, name, {
        client: { brokers: [`127.0.0.1:${port}`], retry },
      }),
    );

    expect(await failed(way)).toMatch(/^KafkaJS/);
  });

  it('when the client is closed before the answer', async () => {
    const outcome = ways.send().catch((error: unknown) => error);
    const plain = await connectPlain(broker.address);
    await plain.readFirst('orders.find');
    await plain.close();
    await client.close();

    expect(await outcome).toMatchObject({ message: 'Connection closed' });
    await traced.treeOf(1);
    expect(traced.spans()[0]?.status.code).toBe(SpanStatusCode.ERROR);
  });

  it('when nobody has subscribed to its answers', async () => {
    const answer = firstValueFrom(client.send('orders.unheard', message));
    await expect(answer).rejects.toThrow('did not subscribe');

    const span = await traced.span('orders.unheard');
    expect(span.attributes['error.type']).toBe('InvalidKafkaClientTopicException');
  });

  it('when there is no pattern', async () => {
    const emitted = firstValueFrom(client.emitBatch(undefined, { messages: [] }));
    await expect(emitted).rejects.toThrow('invalid data or message pattern');

    const [span] = traced.spans();
    expect(span?.attributes['error.type']).toBe('InvalidMessageException');
  });
});
