import { createRequire } from 'node:module';
import { Controller } from '@nestjs/common';
import {
  ClientKafka,
  Ctx,
  EventPattern,
  KafkaContext,
  MessagePattern,
} from '@nestjs/microservices';
import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { Kafka as KafkaClass } from 'kafkajs';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import type { FakeServer } from '../support/fake-server.interface.js';
import { startFakeKafka } from '../support/kafka/fake-kafka.js';
import {
  connectClient,
  connectPlain,
  consumeWith,
  kafkaOptions,
} from '../support/kafka/kafka-application.js';
import type { PlainKafka } from '../support/kafka/kafka-application.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

const { Kafka } = createRequire(import.meta.url)('kafkajs') as { Kafka: typeof KafkaClass };

@Controller()
class OrdersController {
  @MessagePattern('orders.find')
  find(): string {
    return 'found';
  }

  @EventPattern('orders.placed')
  onPlaced(_: unknown): void {}

  /** Sends on by itself, with the producer that answers requests. */
  @EventPattern('orders.forwarded')
  async onForwarded(@Ctx() context: KafkaContext): Promise<void> {
    await context.getProducer().send({ topic: 'orders.far', messages: [{ value: 'x' }] });
  }
}

const name = `rpc-kafka-instrumented-${process.pid}`;
let broker: FakeServer;
let traced: TracedApplication;
let client: ClientKafka;
let plain: PlainKafka;

beforeAll(async () => {
  broker = await startFakeKafka();
  const metadata = { controllers: [OrdersController] };
  traced = await startTracedApplication(metadata, { instrumentations: 'auto' });
  const options = kafkaOptions(broker.address, name);
  await consumeWith(traced.app, options);
  client = await connectClient(options, ['orders.find']);
  plain = await connectPlain(broker.address);
});

beforeEach(() => traced.reset());

afterAll(async () => {
  await Promise.all([client.close(), plain.close()]);
  await traced.close();
  broker.close();
});

const send = () => firstValueFrom(client.send<unknown>('orders.find', {}));
const emit = (topic: string) => firstValueFrom(client.emit(topic, {}), { defaultValue: undefined });

describe('a message over Kafka, with the instrumentation of KafkaJS listening', () => {
  it('has one pair of spans for each hop', async () => {
    await runInSpan('checkout', async () => {
      await emit('orders.placed');
      await send();
      await send();
      const messages = [{ value: 'one' }, { value: 'two' }];
      await firstValueFrom(client.emitBatch('orders.placed', { messages }), {
        defaultValue: undefined,
      });
    });

    await traced.treeOf(15);
    // Whatever a reply or a confirmation still brought would be there by now.
    await send();
    expect(await traced.treeOf(18)).toBe(
      tree(`
        CLIENT orders.find
          SERVER orders.find
            OrdersController.find
        checkout
          CLIENT orders.find
            SERVER orders.find
              OrdersController.find
          CLIENT orders.find
            SERVER orders.find
              OrdersController.find
          PRODUCER send orders.placed
            CONSUMER process orders.placed
              OrdersController.onPlaced
          PRODUCER send orders.placed
            CONSUMER process orders.placed
              OrdersController.onPlaced
            CONSUMER process orders.placed
              OrdersController.onPlaced
      `),
    );
  });

  it('leaves what a handler sends by itself to the instrumentation', async () => {
    await emit('orders.forwarded');

    expect(await traced.treeOf(4)).toBe(
      tree(`
        PRODUCER send orders.forwarded
          CONSUMER process orders.forwarded
            OrdersController.onForwarded
              PRODUCER send orders.far
      `),
    );
  });

  it('leaves what the application sends with the same producer to it, too', async () => {
    const { producer } = client as unknown as { producer: PlainKafka['producer'] };

    await runInSpan('checkout', () =>
      producer.send({ topic: 'orders.far', messages: [{ value: 'x' }] }),
    );

    expect(await traced.treeOf(2)).toBe('checkout\n  PRODUCER send orders.far');
  });
});

describe('KafkaJS beside a transport of Nest', () => {
  it('begins the trace that Nest goes on with', async () => {
    await plain.producer.send({ topic: 'orders.placed', messages: [{ value: 'x' }] });

    expect(await traced.treeOf(3)).toBe(
      tree(`
        PRODUCER send orders.placed
          CONSUMER process orders.placed
            OrdersController.onPlaced
      `),
    );
  });

  it('goes on with the trace that Nest began', async () => {
    await emit('beside.heard');
    await plain.readFirst('beside.heard');

    expect(await traced.treeOf(2)).toBe(
      'PRODUCER send beside.heard\n  CONSUMER process beside.heard',
    );
  });

  it('has a trace for each batch it consumes, with a link to each message', async () => {
    await runInSpan('checkout', () => emit('beside.batch'));
    await plain.producer.send({ topic: 'beside.batch', messages: [{ value: 'strange' }] });
    const [nest, beside] = spansNamed('send beside.batch');
    const consumer = new Kafka({ brokers: [broker.address], logLevel: 0 }).consumer({
      groupId: `${name}-batches`,
      maxWaitTimeInMs: 50,
    });
    await consumer.subscribe({ topic: 'beside.batch', fromBeginning: true });
    await consumer.run({ eachBatch: async () => runInSpan('work', async () => {}) });

    await traced.span('work');
    await traced.span('poll beside.batch');
    await consumer.disconnect();
    const poll = await traced.span('poll beside.batch');
    expect(poll.kind).toBe(SpanKind.CLIENT);
    expect(poll.parentSpanContext).toBeUndefined();
    expect(poll.attributes['messaging.batch.message_count']).toBe(2);
    const processed = spansNamed('process beside.batch');
    expect(processed.map(({ links }) => links.map(({ context }) => context.spanId))).toEqual([
      [nest?.spanContext().spanId],
      [beside?.spanContext().spanId],
    ]);
    expect(processed.map(({ attributes }) => attributes['messaging.kafka.offset'])).toEqual([0, 1]);
    expect(processed.map(({ parentSpanContext: parent }) => parent?.spanId)).toEqual([
      poll.spanContext().spanId,
      poll.spanContext().spanId,
    ]);
  });

  it('writes into no message and no headers of the application', async () => {
    const headers = Object.freeze({ tenant: 'a' });
    const messages = [1, 2].map((one) => Object.freeze({ value: String(one), headers }));

    await plain.producer.send({ topic: 'beside.frozen', messages });
    const topicMessages = [{ topic: 'beside.frozen', messages }];
    await plain.producer.sendBatch({ topicMessages });

    const sent = spansNamed('send beside.frozen').map((span) => span.spanContext().spanId);
    const read = await plain.readAll('beside.frozen', 4);
    const parents = read.map(({ headers: own }) => String(own?.traceparent).split('-')[2]);
    expect(parents).toEqual(sent);
    expect(new Set(parents).size).toBe(4);
    expect(read.map(({ headers: own }) => String(own?.tenant))).toEqual(['a', 'a', 'a', 'a']);
  });

  it('leaves a trace context that the application wrote itself', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

    const messages = [{ value: 'x', headers: { Traceparent: traceparent } }];
    await plain.producer.send({ topic: 'beside.own', messages });

    const { headers } = await plain.readFirst('beside.own');
    expect(Object.keys(headers!)).toEqual(['Traceparent']);
    const consumer = await traced.span('process beside.own');
    expect(consumer.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(spansNamed('send beside.own')).toEqual([]);
  });

  it('ends its span when a handler throws before it has returned a promise', async () => {
    await plain.producer.send({ topic: 'beside.thrown', messages: [{ value: 'x' }] });
    const consumer = new Kafka({ brokers: [broker.address], logLevel: 0 }).consumer({
      groupId: `${name}-thrown`,
      maxWaitTimeInMs: 50,
      retry: { retries: 0, restartOnFailure: async () => false },
    });
    await consumer.subscribe({ topic: 'beside.thrown', fromBeginning: true });
    await runInSpan('checkout', () =>
      consumer.run({
        eachMessage: () => {
          throw new RangeError('too far');
        },
      }),
    );

    const processed = await traced.span('process beside.thrown');
    expect(processed.attributes['error.type']).toBe('RangeError');
    await consumer.disconnect();
  });

  it('refuses what is no message in its own words', async () => {
    const nonsense = { topic: 'beside.own' } as never;

    await expect(plain.producer.send(nonsense)).rejects.toThrow(/Invalid messages array/);
    await expect(plain.producer.sendBatch({ topicMessages: [nonsense] })).rejects.toThrow(
      /Invalid messages array/,
    );
  });
});

function spansNamed(wanted: string): ReadableSpan[] {
  return traced.spans().filter((span) => span.name === wanted);
}
