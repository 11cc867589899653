import { Controller } from '@nestjs/common';
import {
  ClientKafka,
  ClientProxy,
  Ctx,
  EventPattern,
  KafkaContext,
  KafkaRetriableException,
  MessagePattern,
} from '@nestjs/microservices';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { IHeaders } from 'kafkajs';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FakeKafka } from '../support/kafka/fake-kafka.js';
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
import { waitFor } from '../support/wait-for.js';

const tenants = /^tenants\.\w+\.placed$/;
const ofAnyTenant = `process ${String(tenants)}`;

const failures = new Map<string, Error[]>();

/** Throws what is still to be thrown for a topic. */
function failFor(context: KafkaContext): void {
  const error = failures.get(context.getTopic())?.shift();
  if (error !== undefined) {
    throw error;
  }
}

@Controller()
class OrdersController {
  @EventPattern('orders.placed')
  onPlaced(_: unknown): void {}

  @EventPattern(tenants)
  onPlacedOfTenant(_: unknown): void {}

  @EventPattern('orders.flaky')
  async onFlaky(@Ctx() context: KafkaContext): Promise<void> {
    await Promise.resolve();
    failFor(context);
  }

  @MessagePattern('orders.find')
  find(@Ctx() context: KafkaContext): string {
    failFor(context);
    return 'found';
  }
}

/** Nest's own, from before a module of ours was made: how a process without tracing sends. */
const { send: sendUntraced } = ClientProxy.prototype;

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
const name = `inbound-kafka-${process.pid}`;
let broker: FakeKafka;
let traced: TracedApplication;
let plain: PlainKafka;
let client: ClientKafka;

beforeAll(async () => {
  broker = await startFakeKafka();
  plain = await connectPlain(broker.address);
  // So that it is there when the application asks for the topics of its pattern.
  await plain.producer.send({ topic: 'tenants.a.placed', messages: [{ value: 'x' }] });
  traced = await startTracedApplication({ controllers: [OrdersController] });
  const options = kafkaOptions(broker.address, name);
  await consumeWith(traced.app, options);
  client = await connectClient(options, ['orders.find']);
  await traced.span(ofAnyTenant);
});

beforeEach(() => {
  traced.reset();
  failures.clear();
});

afterAll(async () => {
  await Promise.all([client.close(), plain.close()]);
  await traced.close();
  broker.close();
});

const produce = (headers: IHeaders | undefined, topic = 'orders.placed') =>
  plain.producer.send({ topic, messages: [{ key: 'k', value: 'x', headers }] });

describe('a record from a producer that knows nothing of Nest', () => {
  it('begins a trace', async () => {
    await produce(undefined);

    expect(await traced.treeOf(2)).toBe(
      tree(`
        CONSUMER process orders.placed
          OrdersController.onPlaced
      `),
    );
    expect((await consumer()).parentSpanContext).toBeUndefined();
  });

  it.each([
    ['text', traceparent],
    ['bytes', Buffer.from(traceparent)],
  ])('goes on with the trace it carries as %s', async (_, header) => {
    await produce({ traceparent: header, tracestate: 'vendor=1' });

    const { parentSpanContext: parent } = await consumer();
    expect(parent).toMatchObject({ traceId, spanId: 'b7ad6b7169203331', isRemote: true });
    expect(parent?.traceState?.serialize()).toBe('vendor=1');
  });

  it.each<[string, IHeaders]>([
    ['bytes that are no text', { traceparent: Buffer.from([0xff, 0x00, 0xfe]) }],
    ['bytes that begin with zero', { traceparent: Buffer.from([0x00, 0x30, 0x30]) }],
    ['nothing', { traceparent: '' }],
    ['zeros', { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` }],
    ['JSON', { traceparent: '{"toString":1}', tracestate: '[{"toString":1,"valueOf":1}]' }],
    ['JSON that cannot become text', { traceparent: '[{"toString":1,"valueOf":1}]' }],
    ['two of them', { traceparent: [traceparent, traceparent] }],
    ['a megabyte', { traceparent: 'f'.repeat(1_000_000) }],
    ['a megabyte of baggage', { baggage: 'a=b,'.repeat(250_000) }],
  ])('begins a trace when it carries %s', async (_, headers) => {
    await produce(headers);

    expect((await consumer()).parentSpanContext).toBeUndefined();
    expect(await traced.treeOf(2)).toContain('OrdersController.onPlaced');
  });

  it('goes on with a trace whose state is a megabyte of garbage', async () => {
    await produce({ traceparent, tracestate: '=,'.repeat(500_000) });

    expect((await consumer()).parentSpanContext?.traceId).toBe(traceId);
  });

  it('is an event when nobody is to be answered, though there would be an answer', async () => {
    await produce({ kafka_correlationId: '7' }, 'orders.find');

    expect(await traced.treeOf(2)).toBe(
      tree(`
        CONSUMER process orders.find
          OrdersController.find
      `),
    );
  });

  it('is named by the expression that its topic was found by', async () => {
    await produce({ traceparent }, 'tenants.a.placed');

    const { kind, attributes } = await traced.span(ofAnyTenant);
    expect(kind).toBe(SpanKind.CONSUMER);
    expect(attributes).toMatchObject({
      'messaging.destination.name': 'tenants.a.placed',
      'messaging.destination.template': String(tenants),
    });
  });
});

describe('a request from a sender without tracing', () => {
  it('begins a trace, and is answered', async () => {
    expect(await firstValueFrom(sendUntraced.call(client, 'orders.find', {}))).toBe('found');

    expect(await traced.treeOf(2)).toBe(
      tree(`
        SERVER orders.find
          OrdersController.find
      `),
    );
  });
});

describe('a record whose handler fails', () => {
  it('has a span for each delivery, below the span of its sender', async () => {
    failures.set('orders.flaky', [new RangeError('once'), new RangeError('twice')]);

    await produce({ traceparent }, 'orders.flaky');

    await traced.treeOf(6);
    const deliveries = spansOf(SpanKind.CONSUMER);
    expect(
      deliveries.map(({ status, attributes, parentSpanContext: parent }) => [
        status.code,
        attributes['error.type'],
        attributes['messaging.kafka.offset'],
        attributes['nestjs.message.redelivered'],
        parent?.traceId,
      ]),
    ).toEqual([
      [SpanStatusCode.ERROR, 'RangeError', 0, undefined, traceId],
      [SpanStatusCode.ERROR, 'RangeError', 0, true, traceId],
      [SpanStatusCode.UNSET, undefined, 0, true, traceId],
    ]);
  });

  it('has a SERVER span for each delivery of a request, of which one is answered', async () => {
    failures.set('orders.find', [new KafkaRetriableException('not yet')]);

    expect(await firstValueFrom(client.send('orders.find', {}))).toBe('found');

    await waitFor('both deliveries', () => spansOf(SpanKind.SERVER).length === 2);
    expect(
      spansOf(SpanKind.SERVER).map(({ status, attributes }) => [
        status.code,
        attributes['error.type'],
        attributes['nestjs.message.redelivered'],
      ]),
    ).toEqual([
      [SpanStatusCode.ERROR, 'KafkaRetriableException', undefined],
      [SpanStatusCode.UNSET, undefined, true],
    ]);
    expect(new Set(spansOf(SpanKind.SERVER).map((span) => span.spanContext().traceId)).size).toBe(
      1,
    );
  });
});

function consumer(): Promise<ReadableSpan> {
  return traced.span('process orders.placed');
}

function spansOf(wanted: SpanKind): ReadableSpan[] {
  return traced.spans().filter(({ kind }) => kind === wanted);
}
