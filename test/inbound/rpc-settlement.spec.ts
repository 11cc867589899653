import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, RmqContext } from '@nestjs/microservices';
import type { ClientProxy, RmqOptions } from '@nestjs/microservices';
import type { Channel, Message } from 'amqplib';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { listenTo, rabbitMqWire } from '../support/microservice.js';
import { describeWith } from '../support/servers.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

let deliveries = 0;

@Controller()
class OrdersController {
  @EventPattern('orders.accepted')
  accept(@Ctx() rpcContext: RmqContext): void {
    const [channel, message] = settling(rpcContext);
    channel.ack(message);
  }

  @EventPattern('orders.refused')
  refuse(@Ctx() rpcContext: RmqContext): void {
    const [channel, message] = settling(rpcContext);
    channel.nack(message, false, deliveries++ === 0);
  }

  @EventPattern('orders.rejected')
  reject(@Ctx() rpcContext: RmqContext): void {
    const [channel, message] = settling(rpcContext);
    channel.reject(message, false);
  }
}

function settling(rpcContext: RmqContext): [Channel, Message] {
  return [rpcContext.getChannelRef() as Channel, rpcContext.getMessage() as unknown as Message];
}

describeWith('rabbitmq', 'a message that its handler settles', () => {
  let traced: TracedApplication;
  let client: ClientProxy;

  beforeAll(async () => {
    traced = await startTracedApplication({ controllers: [OrdersController] });
    const { options } = rabbitMqWire('settled').options as RmqOptions;
    const wire = {
      ...rabbitMqWire('settled'),
      options: { transport: 5, options: { ...options, noAck: false } },
    };
    const receiving = wire as ReturnType<typeof rabbitMqWire>;
    client = await listenTo(traced.app, receiving, rabbitMqWire('settled'));
  });

  beforeEach(() => traced.reset());

  afterAll(async () => {
    await client.close();
    await traced.close();
  });

  const emit = (pattern: string) =>
    firstValueFrom(client.emit(pattern, {}), { defaultValue: undefined });
  const told = () =>
    traced
      .spans()
      .filter(({ name }) => name.startsWith('process'))
      .map(({ attributes, events }) => ({
        redelivered: attributes['nestjs.message.redelivered'],
        events: events.map(({ name, attributes: own }) => [name, own]),
      }));

  it('tells that it was acknowledged', async () => {
    await emit('orders.accepted');
    await traced.span('process orders.accepted');

    expect(told()).toEqual([{ redelivered: undefined, events: [['message.ack', {}]] }]);
  });

  it('has a span for each delivery, and tells that it is one more', async () => {
    await emit('orders.refused');
    await waitFor('two deliveries', () => told().length === 2);

    expect(told()).toEqual([
      { redelivered: undefined, events: [['message.nack', { 'nestjs.message.requeue': true }]] },
      { redelivered: true, events: [['message.nack', { 'nestjs.message.requeue': false }]] },
    ]);
    const [first, second] = traced.spans().filter(({ name }) => name.startsWith('process'));
    expect(second?.parentSpanContext?.spanId).toBe(first?.parentSpanContext?.spanId);
  });

  it('tells that it was rejected', async () => {
    await emit('orders.rejected');
    await traced.span('process orders.rejected');

    expect(told()[0]?.events).toEqual([['message.reject', { 'nestjs.message.requeue': false }]]);
  });
});
