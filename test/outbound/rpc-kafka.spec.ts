import { Controller } from '@nestjs/common';
import { ClientKafka, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { Subject, firstValueFrom, from, lastValueFrom, take, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import type { FakeServer } from '../support/fake-server.interface.js';
import { startFakeKafka } from '../support/kafka/fake-kafka.js';
import { connectClient, consumeWith, kafkaOptions } from '../support/kafka/kafka-application.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

const order = { id: 7, lines: [{ sku: 'a', note: null }], placedAt: '2026-11-22T00:00:00.000Z' };
const received: unknown[] = [];
/** Ends the handler that waits: a consumer handles one message at a time. */
const released = new Subject<string>();

class DeclinedError extends Error {}

@Controller()
class OrdersController {
  @MessagePattern('orders.find')
  find(@Payload() payload: unknown): unknown {
    received.push(payload);
    return payload;
  }

  @MessagePattern('orders.list')
  list(): Observable<number> {
    return from([1, 2, 3]);
  }

  @MessagePattern('orders.decline')
  decline(): never {
    throw new DeclinedError('card declined');
  }

  @MessagePattern('orders.wait')
  wait(): Observable<unknown> {
    return released.pipe(take(1));
  }

  @EventPattern('orders.placed')
  onPlaced(@Payload() payload: unknown): void {
    received.push(payload);
  }
}

const name = `rpc-kafka-${process.pid}`;
let broker: FakeServer;
let traced: TracedApplication;
let client: ClientKafka;

beforeAll(async () => {
  broker = await startFakeKafka();
  traced = await startTracedApplication({ controllers: [OrdersController] });
  const options = kafkaOptions(broker.address, name);
  await consumeWith(traced.app, options);
  client = await connectClient(options, [
    'orders.find',
    'orders.list',
    'orders.decline',
    'orders.wait',
  ]);
});

beforeEach(() => {
  traced.reset();
  received.length = 0;
});

afterAll(async () => {
  await client.close();
  await traced.close();
  broker.close();
});

const emit = (topic: string, data: unknown) =>
  firstValueFrom(client.emit(topic, data), { defaultValue: undefined });

describe('a message over Kafka', () => {
  it('is CLIENT and SERVER in one trace, when it is sent', async () => {
    const answer = await runInSpan('checkout', () =>
      firstValueFrom(client.send<unknown>('orders.find', order)),
    );

    expect(answer).toEqual(order);
    expect(received).toEqual([order]);
    expect(await traced.treeOf(4)).toBe(
      tree(`
        checkout
          CLIENT orders.find
            SERVER orders.find
              OrdersController.find
      `),
    );
  });

  it('is PRODUCER and CONSUMER in one trace, when it is emitted', async () => {
    await runInSpan('checkout', () => emit('orders.placed', order));

    expect(await traced.treeOf(4)).toBe(
      tree(`
        checkout
          PRODUCER send orders.placed
            CONSUMER process orders.placed
              OrdersController.onPlaced
      `),
    );
    expect(received).toEqual([order]);
  });

  it('is one PRODUCER and a CONSUMER for each message, when it is emitted in a batch', async () => {
    const messages = [{ value: order }, { key: 'b', value: 'two' }, { value: '3' }];

    await runInSpan('checkout', () =>
      firstValueFrom(client.emitBatch('orders.placed', { messages }), { defaultValue: undefined }),
    );

    expect(await traced.treeOf(8)).toBe(
      tree(`
        checkout
          PRODUCER send orders.placed
            CONSUMER process orders.placed
              OrdersController.onPlaced
            CONSUMER process orders.placed
              OrdersController.onPlaced
            CONSUMER process orders.placed
              OrdersController.onPlaced
      `),
    );
    expect(received).toEqual([order, 'two', '3']);
    const { attributes } = await traced.span('send orders.placed');
    expect(attributes).toMatchObject({
      'messaging.system': 'kafka',
      'messaging.batch.message_count': 3,
    });
    expect(attributes).not.toHaveProperty('messaging.kafka.offset');
  });

  it('keeps its SERVER span open until the last answer', async () => {
    const last = await lastValueFrom(client.send<unknown>('orders.list', {}));

    expect(last).toBe('3');
    expect(await traced.treeOf(3)).toBe(
      tree(`
        CLIENT orders.list
          SERVER orders.list
            OrdersController.list
      `),
    );
  });

  it('says which record of which topic it is, and who sent and consumed it', async () => {
    await emit('orders.placed', { key: 'tenant-a', value: 'one' });
    await emit('orders.placed', { key: 'tenant-a', value: 'two' });
    await traced.treeOf(6);

    const record = {
      'messaging.system': 'kafka',
      'messaging.destination.name': 'orders.placed',
      'messaging.destination.partition.id': '0',
      'messaging.kafka.message.key': 'tenant-a',
      'messaging.kafka.offset': expect.any(Number) as number,
    };
    const { attributes: sent } = await traced.span('send orders.placed');
    expect(sent).toEqual({
      ...record,
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.client.id': `${name}-client`,
      'server.address': '127.0.0.1',
      'server.port': Number(broker.address.split(':')[1]),
    });
    const { attributes: processed } = await traced.span('process orders.placed');
    expect(processed).toEqual({
      ...record,
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.client.id': `${name}-server`,
      'messaging.consumer.group.name': `${name}-server`,
    });
    expect(offsetsOf(SpanKind.PRODUCER)).toEqual(offsetsOf(SpanKind.CONSUMER));
    expect(new Set(offsetsOf(SpanKind.PRODUCER)).size).toBe(2);
  });

  it('says the same of a request and its answer', async () => {
    await firstValueFrom(client.send('orders.find', { key: 'tenant-a', value: order }));
    await traced.treeOf(3);

    const request = {
      'rpc.system.name': 'nestjs',
      'rpc.method': 'orders.find',
      'messaging.system': 'kafka',
      'messaging.destination.name': 'orders.find',
      'messaging.kafka.message.key': 'tenant-a',
    };
    const sides = traced.spans().filter(({ name: one }) => one === 'orders.find');
    expect(sides.map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining(request),
      expect.objectContaining(request),
    ]);
  });

  it('says that it has no value, and nothing of a key that is no text', async () => {
    await emit('orders.placed', { key: 'gone', value: null });
    await emit('orders.placed', { key: Buffer.from([0xff, 0xfe]), value: 'x' });
    await emit('orders.placed', { value: null });
    await traced.treeOf(9);

    const told = (kind: SpanKind) =>
      spansOf(kind).map(({ attributes }) => [
        attributes['messaging.kafka.message.key'],
        attributes['messaging.kafka.message.tombstone'],
      ]);
    const expected = [
      ['gone', true],
      [undefined, undefined],
      [undefined, undefined],
    ];
    expect(told(SpanKind.PRODUCER)).toEqual(expected);
    expect(told(SpanKind.CONSUMER)).toEqual(expected);
  });

  it('marks both sides when its handler fails, and records the error where it was thrown', async () => {
    await expect(firstValueFrom(client.send('orders.decline', order))).rejects.toBeDefined();
    await traced.treeOf(3);

    const failed = traced.spans().filter(({ status }) => status.code === SpanStatusCode.ERROR);
    expect(failed).toHaveLength(3);
    const server = failed.find(({ kind }) => kind === SpanKind.SERVER);
    expect(server?.attributes['error.type']).toBe('DeclinedError');
    const handler = await traced.span('OrdersController.decline');
    expect(handler.events.map(({ attributes }) => attributes?.['exception.message'])).toEqual([
      'card declined',
    ]);
  });

  it('ends its span when nobody waits for the answer any more', async () => {
    const answer = client.send('orders.wait', order).pipe(timeout(200));

    await expect(firstValueFrom(answer)).rejects.toThrow('Timeout');

    await waitFor('the CLIENT span', () => spansOf(SpanKind.CLIENT).length === 1);
    await waitFor('the handler to wait', () => released.observed);
    released.next('too late');
    await traced.treeOf(3);
  });
});

function spansOf(wanted: SpanKind): ReadableSpan[] {
  return traced.spans().filter(({ kind }) => kind === wanted);
}

function offsetsOf(kind: SpanKind): unknown[] {
  return spansOf(kind).map(({ attributes }) => attributes['messaging.kafka.offset']);
}
