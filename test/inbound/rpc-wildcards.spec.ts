import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import type { ClientProxy } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { listenTo, mqttWire, natsWire, rabbitMqWire, redisWire } from '../support/microservice.js';
import type { Wire } from '../support/microservice.js';
import { describeWith } from '../support/servers.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';

/** The topics are this file's own, as brokers are shared. The answer's, `<topic>.reply`, is no match. */
const home = `nestjs-tracing-wildcards-${process.pid}`;

interface Wildcards {
  readonly wireOf: () => Wire;
  readonly separator: string;
  readonly any: string;
}

function withOptions(wire: Wire, more: object): Wire {
  const { options } = wire.options as { options: object };
  return { ...wire, options: { ...wire.options, options: { ...options, ...more } } as never };
}

describeWith('nats', 'with NATS', () =>
  describeWildcards({ wireOf: natsWire, separator: '.', any: '*' }),
);
describeWith('mqtt', 'with an MQTT broker', () =>
  describeWildcards({ wireOf: () => mqttWire(5), separator: '/', any: '+' }),
);
describeWith('redis', 'with Redis', () =>
  describeWildcards({
    wireOf: () => withOptions(redisWire(), { wildcards: true }),
    separator: '.',
    any: '*',
  }),
);
describeWith('rabbitmq', 'with RabbitMQ', () =>
  describeWildcards({
    wireOf: () => withOptions(rabbitMqWire('wildcards'), { wildcards: true }),
    separator: '.',
    any: '*',
  }),
);

function describeWildcards({ wireOf, separator, any }: Wildcards): void {
  const topic = (name: string, number: string) => [home, number, name].join(separator);

  @Controller()
  class SensorsController {
    @EventPattern(topic('measured', any))
    onMeasured(_: unknown): void {}

    @MessagePattern(topic('ask', any))
    ask(): string {
      return 'answered';
    }
  }

  describe('a handler for many topics', () => {
    let traced: TracedApplication;
    let client: ClientProxy;

    beforeAll(async () => {
      traced = await startTracedApplication({ controllers: [SensorsController] });
      client = await listenTo(traced.app, wireOf());
    });

    beforeEach(() => traced.reset());

    afterAll(async () => {
      await client.close();
      await traced.close();
    });

    it('names its spans by the pattern, and says the topic beside it', async () => {
      await runInSpan('checkout', async () => {
        const emitted = client.emit(topic('measured', '4711'), {});
        await firstValueFrom(emitted, { defaultValue: undefined });
        await firstValueFrom(client.send(topic('ask', '4711'), {}));
      });

      expect(await traced.treeOf(7)).toBe(
        tree(`
          checkout
            CLIENT ${topic('ask', '4711')}
              SERVER ${topic('ask', any)}
                SensorsController.ask
            PRODUCER send ${topic('measured', '4711')}
              CONSUMER process ${topic('measured', any)}
                SensorsController.onMeasured
        `),
      );
      const { attributes } = await traced.span(`process ${topic('measured', any)}`);
      expect(attributes).toMatchObject({
        'messaging.destination.name': topic('measured', '4711'),
        'messaging.destination.template': topic('measured', any),
      });
    });
  });
}
