import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { SpanKind } from '@opentelemetry/api';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { startFakeKafka } from '../support/kafka/fake-kafka.js';
import { connectClient, consumeWith, kafkaOptions } from '../support/kafka/kafka-application.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';

@Controller()
class OrdersController {
  @EventPattern('orders.placed')
  onPlaced(_: unknown): void {}
}

it("makes each record of Kafka a trace of its own with messaging.parent: 'link'", async () => {
  const broker = await startFakeKafka();
  const metadata = { controllers: [OrdersController] };
  const traced = await startTracedApplication(metadata, { messaging: { parent: 'link' } });
  const options = kafkaOptions(broker.address, `rpc-kafka-links-${process.pid}`);
  await consumeWith(traced.app, options);
  const client = await connectClient(options);
  const messages = [{ value: 'one' }, { value: 'two' }];

  await runInSpan('checkout', () =>
    firstValueFrom(client.emitBatch('orders.placed', { messages })),
  );

  expect(await traced.treeOf(6)).toBe(
    tree(`
      CONSUMER process orders.placed
        OrdersController.onPlaced
      CONSUMER process orders.placed
        OrdersController.onPlaced
      checkout
        PRODUCER send orders.placed
    `),
  );
  const sender = (await traced.span('send orders.placed')).spanContext();
  const consumers = traced.spans().filter(({ kind }) => kind === SpanKind.CONSUMER);
  expect(consumers.map(({ links }) => links.map(({ context }) => context.spanId))).toEqual([
    [sender.spanId],
    [sender.spanId],
  ]);
  await client.close();
  await traced.close();
  broker.close();
});
