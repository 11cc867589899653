import { Controller } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxy, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { NEVER, firstValueFrom, timeout } from 'rxjs';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SkipTracing, runInSpan } from '../../lib/index.js';
import {
  listenTo,
  mqttWire,
  natsWire,
  rabbitMqWire,
  redisWire,
  tcpWire,
} from '../support/microservice.js';
import type { Wire } from '../support/microservice.js';
import { describeWith } from '../support/servers.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

const order = { id: 7, lines: [{ sku: 'a', note: null }], placedAt: '2026-11-22T00:00:00.000Z' };
let received: unknown[] = [];

class DeclinedError extends Error {}

@Controller()
class OrdersController {
  @MessagePattern('orders.find')
  find(@Payload() payload: unknown): unknown {
    received.push(payload);
    return payload;
  }

  @MessagePattern('orders.decline')
  decline(): never {
    throw new DeclinedError('card declined');
  }

  @SkipTracing()
  @MessagePattern('orders.quiet')
  echoQuietly(@Payload() payload: unknown): unknown {
    return runInSpan('quiet', () => payload);
  }

  @MessagePattern('orders.wait')
  wait() {
    return NEVER;
  }

  @EventPattern('orders.placed')
  async onPlaced(@Payload() payload: unknown): Promise<void> {
    received.push(payload);
    await Promise.resolve();
  }

  @EventPattern('orders.broken')
  async onBroken(_: unknown): Promise<void> {
    await Promise.reject(new DeclinedError('cannot be read'));
  }
}

/** In an application without tracing. */
@Controller()
class PlainController {
  @MessagePattern('plain.echo')
  echo(payload: unknown): unknown {
    return payload;
  }
}

/** Nest's own, from before a module of ours was made: how a process without tracing sends. */
const { send: sendUntraced } = ClientProxy.prototype;

const activeSpanId = () => trace.getActiveSpan()?.spanContext().spanId;

describeHops(() => tcpWire, 'TCP');
describeWith('redis', 'with Redis', () => describeHops(redisWire, 'Redis'));
describeWith('rabbitmq', 'with RabbitMQ', () =>
  describeHops((queue) => rabbitMqWire(queue), 'RabbitMQ'),
);
describeWith('nats', 'with NATS', () => describeHops(natsWire, 'NATS'));
describeWith('mqtt', 'with an MQTT broker', () => {
  describeHops(() => mqttWire(5), 'MQTT 5');
  describeHops(() => mqttWire(4), 'MQTT 3.1.1');
});

function describeHops(wireOf: (queue: string) => Wire, name: string): void {
  describe(`a message over ${name}`, () => {
    let receiver: TracedApplication;
    let sender: TracedApplication;
    let client: ClientProxy;

    beforeAll(async () => {
      const exporter = new InMemorySpanExporter();
      receiver = await startTracedApplication({ controllers: [OrdersController] }, { exporter });
      client = await listenTo(receiver.app, wireOf('traced'));
      sender = await startTracedApplication({}, { exporter });
      await client.connect();
    });

    beforeEach(() => {
      sender.reset();
      received = [];
    });

    afterAll(async () => {
      await client.close();
      await Promise.all([receiver.close(), sender.close()]);
    });

    const send = (pattern: string) => firstValueFrom(client.send<unknown>(pattern, order));

    it('is CLIENT and SERVER in one trace, when it is sent', async () => {
      const answer = await runInSpan('checkout', () => send('orders.find'));

      expect(answer).toEqual(order);
      expect(received).toEqual([order]);
      expect(await sender.treeOf(4)).toBe(
        tree(`
          checkout
            CLIENT orders.find
              SERVER orders.find
                OrdersController.find
        `),
      );
    });

    it('is PRODUCER and CONSUMER in one trace, when it is emitted', async () => {
      await runInSpan('checkout', () =>
        firstValueFrom(client.emit('orders.placed', order), { defaultValue: undefined }),
      );

      expect(await sender.treeOf(4)).toBe(
        tree(`
          checkout
            PRODUCER send orders.placed
              CONSUMER process orders.placed
                OrdersController.onPlaced
        `),
      );
      expect(received).toEqual([order]);
    });

    it('says what it is in attributes', async () => {
      await firstValueFrom(client.emit('orders.placed', order), { defaultValue: undefined });
      await send('orders.find');
      await sender.treeOf(6);

      const { system } = wireOf('traced');
      const messaging = {
        'messaging.system': system,
        'messaging.destination.name': 'orders.placed',
      };
      const rpc = { 'rpc.system.name': 'nestjs', 'rpc.method': 'orders.find' };
      const attributes = sender.spans().map(({ name, attributes: own }) => [name, own] as const);
      const requests = attributes.filter(([one]) => one === 'orders.find');
      const server = { 'server.address': '127.0.0.1', 'server.port': expect.any(Number) as number };
      expect(requests).toMatchObject([
        ['orders.find', rpc],
        ['orders.find', { ...rpc, ...server }],
      ]);
      expect(Object.fromEntries(attributes)).toMatchObject({
        'send orders.placed': { ...messaging, 'messaging.operation.type': 'send' },
        'process orders.placed': { ...messaging, 'messaging.operation.type': 'process' },
      });
    });

    it('marks both sides when its handler fails, and records the error where it was thrown', async () => {
      await expect(send('orders.decline')).rejects.toBeDefined();
      await sender.treeOf(3);

      const failed = sender.spans().filter(({ status }) => status.code === SpanStatusCode.ERROR);
      expect(failed).toHaveLength(3);
      const handler = await sender.span('OrdersController.decline');
      expect(handler.events.map((event) => event.attributes?.['exception.message'])).toEqual([
        'card declined',
      ]);
      const server = failed.find(({ attributes }) => attributes['error.type'] === 'DeclinedError');
      expect(server).toBeDefined();
    });

    it('marks the consumer when its handler fails', async () => {
      await firstValueFrom(client.emit('orders.broken', order), { defaultValue: undefined });

      const consumer = await sender.span('process orders.broken');
      expect(consumer.status.code).toBe(SpanStatusCode.ERROR);
      expect(consumer.attributes['error.type']).toBe('DeclinedError');
    });

    it('begins a trace at its receiver, when its sender has no tracing', async () => {
      await firstValueFrom(sendUntraced.call(client, 'orders.find', order));

      expect(await sender.treeOf(2)).toBe(
        tree(`
          SERVER orders.find
            OrdersController.find
        `),
      );
      expect(received).toEqual([order]);
    });

    it('is understood by a receiver without tracing', async () => {
      const plain = await NestFactory.create(
        { module: class {}, controllers: [PlainController] },
        { logger: false },
      );
      const toPlain = await listenTo(plain, wireOf('plain'));

      expect(await firstValueFrom(toPlain.send('plain.echo', order))).toEqual(order);

      expect(await sender.treeOf(1)).toBe('CLIENT plain.echo');
      await toPlain.close();
      await plain.close();
    });

    it.each(['send', 'emit'] as const)('calls back outside of its span: %s()', async (way) => {
      const pattern = { send: 'orders.find', emit: 'orders.placed' }[way];
      const [inside, around] = await runInSpan('checkout', async (span) => {
        const parent = new Promise((resolve) => {
          client[way](pattern, order).subscribe({ complete: () => resolve(activeSpanId()) });
        });
        return [await parent, span.spanContext().spanId];
      });

      expect(inside).toBe(around);
      await sender.treeOf(4);
    });

    it('has no span at its receiver where @SkipTracing() stands', async () => {
      expect(await runInSpan('checkout', () => send('orders.quiet'))).toEqual(order);

      expect(await sender.treeOf(2)).toBe(
        tree(`
          checkout
            CLIENT orders.quiet
        `),
      );
    });

    it('ends its span when nobody waits for the answer any more', async () => {
      const answer = client.send('orders.wait', order).pipe(timeout(50));

      await expect(firstValueFrom(answer)).rejects.toThrow('Timeout');

      const { status, attributes } = await sender.span('orders.wait');
      expect(attributes['error.type']).toBe('cancelled');
      expect(status.code).toBe(SpanStatusCode.ERROR);
    });
  });
}
