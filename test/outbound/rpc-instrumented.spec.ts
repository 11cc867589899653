import { createRequire } from 'node:module';
import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import type { ClientProxy } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { listenTo, rabbitMqWire, redisWire } from '../support/microservice.js';
import type { Wire } from '../support/microservice.js';
import { describeWith, serverUrl } from '../support/servers.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

const { Redis } = createRequire(import.meta.url)('ioredis') as typeof import('ioredis');
const key = `rpc-instrumented:${process.pid}`;
const redis = new Redis(serverUrl('redis'), { lazyConnect: true });

@Controller()
class OrdersController {
  @MessagePattern('orders.find')
  async find(): Promise<string> {
    await redis.set(key, 'found', 'EX', 5);
    return 'found';
  }

  @EventPattern('orders.placed')
  async onPlaced(_: unknown): Promise<void> {
    await redis.get(key);
  }
}

describeWith('redis', 'with the instrumentations of brokers listening', () => {
  afterAll(() => redis.quit());

  describeHops(redisWire, 'Redis');
  describeWith('rabbitmq', 'and RabbitMQ', () =>
    describeHops(() => rabbitMqWire('quiet'), 'RabbitMQ'),
  );
});

function describeHops(wireOf: () => Wire, name: string): void {
  describe(`a message over ${name}`, () => {
    let traced: TracedApplication;
    let client: ClientProxy;

    beforeAll(async () => {
      const metadata = { controllers: [OrdersController] };
      traced = await startTracedApplication(metadata, { instrumentations: 'auto' });
      client = await listenTo(traced.app, wireOf());
    });

    beforeEach(() => traced.reset());

    afterAll(async () => {
      await client.close();
      await traced.close();
    });

    const send = () => firstValueFrom(client.send<unknown>('orders.find', {}));
    const emit = () =>
      firstValueFrom(client.emit('orders.placed', {}), { defaultValue: undefined });

    // The first one connects, so that nothing of connecting may be there either.
    it.each(['first', 'second'])('has one pair of spans for each hop, the %s time', async () => {
      await runInSpan('checkout', async () => {
        await emit();
        await send();
        await send();
      });

      await traced.treeOf(13);
      // Whatever a reply or a confirmation still brought would be there by now.
      await send();
      expect(await traced.treeOf(17)).toBe(
        tree(`
          CLIENT orders.find
            SERVER orders.find
              OrdersController.find
                CLIENT set
          checkout
            CLIENT orders.find
              SERVER orders.find
                OrdersController.find
                  CLIENT set
            CLIENT orders.find
              SERVER orders.find
                OrdersController.find
                  CLIENT set
            PRODUCER send orders.placed
              CONSUMER process orders.placed
                OrdersController.onPlaced
                  CLIENT get
        `),
      );
    });
  });
}
