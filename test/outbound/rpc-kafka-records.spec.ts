import { NestFactory } from '@nestjs/core';
import type { INestApplication } from '@nestjs/common';
import { Controller } from '@nestjs/common';
import { ClientKafka, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { SpanKind, context } from '@opentelemetry/api';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { extractTraceContext, runInSpan } from '../../lib/index.js';
import type { FakeKafka } from '../support/kafka/fake-kafka.js';
import { startFakeKafka } from '../support/kafka/fake-kafka.js';
import {
  connectClient,
  connectPlain,
  consumeWith,
  kafkaOptions,
} from '../support/kafka/kafka-application.js';
import type { PlainKafka } from '../support/kafka/kafka-application.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

const heard: unknown[] = [];

/** In an application without tracing. */
@Controller()
class PlainController {
  @MessagePattern('plain.echo')
  echo(@Payload() payload: unknown): unknown {
    return payload;
  }

  @EventPattern('plain.noted')
  note(@Payload() payload: unknown): void {
    heard.push(payload);
  }
}

/** Has a schema registry, say, and makes bytes of everything, with headers of its own or none. */
class BinarySerializer {
  async serialize(value: unknown): Promise<object> {
    const bytes = await Promise.resolve(Buffer.from(JSON.stringify(value)));
    return Object.freeze({ value: bytes, key: Buffer.from([0, 1]) });
  }
}

const name = `rpc-kafka-records-${process.pid}`;
let broker: FakeKafka;
let sender: TracedApplication;
let receiver: INestApplication;
let client: ClientKafka;
let plain: PlainKafka;

beforeAll(async () => {
  broker = await startFakeKafka(2);
  const root = { module: class {}, controllers: [PlainController] };
  receiver = await NestFactory.create(root, { logger: false });
  const options = kafkaOptions(broker.address, name);
  await consumeWith(receiver, options);
  sender = await startTracedApplication({});
  client = await connectClient(options, ['plain.echo']);
  plain = await connectPlain(broker.address);
});

beforeEach(() => {
  sender.reset();
  heard.length = 0;
});

afterAll(async () => {
  await Promise.all([client.close(), plain.close()]);
  await Promise.all([receiver.close(), sender.close()]);
  broker.close();
});

const emit = (topic: string, data: unknown) =>
  firstValueFrom(client.emit(topic, data), { defaultValue: undefined });

describe('a record', () => {
  it('carries the trace context in the headers of W3C, as text', async () => {
    await runInSpan('checkout', () => emit('records.w3c', 'x'));

    const { headers, value } = await plain.readFirst('records.w3c');
    const { traceId, spanId } = (await sender.span('send records.w3c')).spanContext();
    expect(Object.keys(headers!)).toEqual(['traceparent']);
    expect(headers!.traceparent?.toString()).toBe(`00-${traceId}-${spanId}-01`);
    expect(value?.toString()).toBe('x');
  });

  it('carries it in each message of a batch', async () => {
    const shared = { tenant: 'a' };
    const messages = [
      { value: 'one', headers: shared },
      { value: 'two', headers: shared },
      { value: 'three' },
    ];

    await firstValueFrom(client.emitBatch('records.batch', { messages }));

    const { spanId } = (await sender.span('send records.batch')).spanContext();
    const read = await plain.readAll('records.batch', 3);
    const parents = read.map(({ headers }) => headers?.traceparent?.toString().split('-')[2]);
    expect(parents).toEqual([spanId, spanId, spanId]);
    expect(shared).toEqual({ tenant: 'a' });
  });

  it('leaves the objects of the caller as Nest would', async () => {
    const headers = Object.freeze({ tenant: 'a' });
    const message = { key: 'k', value: { id: 7 }, headers };

    await emit('records.own', message);

    // Nest's serializer encodes the value in place.
    expect(message).toEqual({ key: 'k', value: '{"id":7}', headers: { tenant: 'a' } });
    expect(message.headers).toBe(headers);
    const sent = await plain.readFirst('records.own');
    expect(Object.keys(sent.headers!).toSorted()).toEqual(['tenant', 'traceparent']);
  });

  it.each(['traceparent', 'Traceparent'])(
    'leaves a %s that the caller set, with all that is beside it',
    async (header) => {
      const own = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const topic = `records.${header}`;

      await emit(topic, { value: 'x', headers: { [header]: own } });

      const { headers } = await plain.readFirst(topic);
      expect(Object.entries(headers!).map(([key, value]) => [key, String(value)])).toEqual([
        [header, own],
      ]);
    },
  );

  it('has no second baggage beside that of the caller, however it is spelt', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const ours = extractTraceContext({ traceparent, baggage: 'tenant=b' });

    await context.with(ours, () =>
      emit('records.baggage', { value: 'x', headers: { Baggage: 'tenant=a' } }),
    );

    const { headers } = await plain.readFirst('records.baggage');
    expect(Object.keys(headers!).toSorted()).toEqual(['Baggage', 'traceparent']);
  });

  it('goes to the partition that was asked for, and says which', async () => {
    await emit('records.second', { value: 'x', partition: 1 });

    const { attributes } = await sender.span('send records.second');
    expect(attributes).toMatchObject({
      'messaging.destination.partition.id': '1',
      'messaging.kafka.offset': 0,
    });
  });

  it('says where the broker put it, when nobody asked', async () => {
    await emit('records.anywhere', { key: 'k', value: 'x' });

    const { attributes } = await sender.span('send records.anywhere');
    expect(attributes['messaging.destination.partition.id']).toMatch(/^[01]$/);
  });

  it('is carried past a serializer of the application', async () => {
    const options = kafkaOptions(broker.address, `${name}-binary`, {
      serializer: new BinarySerializer(),
      producerOnlyMode: true,
    });
    const binary = await connectClient(options);

    await firstValueFrom(binary.emit('records.binary', { id: 7 }));

    const { key, value, headers } = await plain.readFirst('records.binary');
    const span = await sender.span('send records.binary');
    expect(headers?.traceparent?.toString()).toContain(span.spanContext().spanId);
    expect([key, value?.toString()]).toEqual([Buffer.from([0, 1]), '{"id":7}']);
    expect(span.attributes).not.toHaveProperty('messaging.kafka.message.key');
    await binary.close();
  });

  it('carries it when the client has connected again', async () => {
    await client.close();
    await emit('records.again', 'x');

    const { spanId } = (await sender.span('send records.again')).spanContext();
    const { headers } = await plain.readFirst('records.again');
    expect(headers?.traceparent?.toString()).toContain(spanId);
  });

  it('has a span and a context of its own each time somebody subscribes to a request', async () => {
    const answer = client.send<unknown>('plain.echo', { value: 'again' });

    expect([await firstValueFrom(answer), await firstValueFrom(answer)]).toEqual([
      'again',
      'again',
    ]);

    const sent = await plain.readAll('plain.echo', 2);
    const parents = sent.map(({ headers }) => String(headers?.traceparent).split('-')[2] ?? '');
    expect(parents.toSorted()).toEqual(
      sender
        .spans()
        .map((span) => span.spanContext().spanId)
        .toSorted(),
    );
  });
});

describe('a receiver of Nest without tracing', () => {
  it('is told nothing but a header it need not read', async () => {
    const order = { id: 7, lines: [null] };

    const answer = await firstValueFrom(client.send<unknown>('plain.echo', order));
    await emit('plain.noted', order);

    expect(answer).toEqual(order);
    await waitFor('the event', () => heard.length > 0);
    expect(heard).toEqual([order]);
    expect(sender.spans().map(({ kind }) => kind)).toEqual([SpanKind.CLIENT, SpanKind.PRODUCER]);
  });
});
