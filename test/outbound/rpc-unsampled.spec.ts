import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import type { ClientProxy } from '@nestjs/microservices';
import { TraceFlags, trace } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
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
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

const unique = `unsampled-${process.pid}-${Date.now()}`;
const find = `find.${unique}`;
const placed = `placed.${unique}`;
let seen: (SpanContext | undefined)[] = [];

@Controller()
class OrdersController {
  @MessagePattern(find)
  find(): string {
    seen.push(trace.getActiveSpan()?.spanContext());
    return 'found';
  }

  @EventPattern(placed)
  onPlaced(_: unknown): void {
    seen.push(trace.getActiveSpan()?.spanContext());
  }
}

describeUnsampled(() => tcpWire, 'TCP');
describeWith('redis', 'with Redis', () => describeUnsampled(redisWire, 'Redis'));
describeWith('rabbitmq', 'with RabbitMQ', () =>
  describeUnsampled(() => rabbitMqWire('unsampled'), 'RabbitMQ'),
);
describeWith('nats', 'with NATS', () => describeUnsampled(natsWire, 'NATS'));
describeWith('mqtt', 'with an MQTT broker', () => {
  describeUnsampled(() => mqttWire(5), 'MQTT 5');
  describeUnsampled(() => mqttWire(4), 'MQTT 3.1.1');
});

function describeUnsampled(wireOf: () => Wire, name: string): void {
  describe(`a trace that is not sampled, over ${name}`, () => {
    let traced: TracedApplication;
    let client: ClientProxy;

    beforeAll(async () => {
      const controllers = [OrdersController];
      traced = await startTracedApplication({ controllers }, { sampling: { ratio: 0 } });
      client = await listenTo(traced.app, wireOf());
      await client.connect();
    });

    beforeEach(() => {
      seen = [];
    });

    afterAll(async () => {
      await client.close();
      await traced.close();
    });

    it.each([
      ['send', find],
      ['emit', placed],
    ] as const)('goes on at the receiver: %s()', async (way, pattern) => {
      const traceId = await runInSpan('checkout', async (span) => {
        await firstValueFrom(client[way](pattern, {}), { defaultValue: undefined });
        return span.spanContext().traceId;
      });
      await waitFor('the message', () => seen.length > 0);

      expect(seen).toMatchObject([{ traceId, traceFlags: TraceFlags.NONE }]);
      expect(traced.spans()).toEqual([]);
    });
  });
}
