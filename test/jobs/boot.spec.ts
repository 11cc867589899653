import { Injectable } from '@nestjs/common';
import type {
  INestApplicationContext,
  ModuleMetadata,
  OnApplicationBootstrap,
} from '@nestjs/common';
import { BullModule, Processor, WorkerHost, getQueueToken } from '@nestjs/bullmq';
import { NestFactory } from '@nestjs/core';
import { CommandHandler, CqrsModule, EventBus, EventsHandler, Saga } from '@nestjs/cqrs';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Interval, ScheduleModule, SchedulerRegistry, Timeout } from '@nestjs/schedule';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { Queue } from 'bullmq';
import { map, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { TracingModule, runInSpan } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { describeWith, serverUrl } from '../support/servers.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

class Work {}
class Booted {}

@CommandHandler(Work)
class WorkHandler {
  async execute(): Promise<void> {}
}

@EventsHandler(Booted)
class BootedHandler {
  handle(): void {}
}

@Injectable()
class WorkSagas {
  @Saga()
  later(): Observable<Work> {
    return timer(1).pipe(map(() => new Work()));
  }
}

@Injectable()
class Jobs implements OnApplicationBootstrap {
  constructor(
    private readonly emitter: EventEmitter2,
    private readonly bus: EventBus,
    registry: SchedulerRegistry,
  ) {
    const made = setTimeout(() => undefined, 20);
    registry.addTimeout('early', made);
  }

  onApplicationBootstrap(): void {
    this.emitter.emit('booted');
    this.bus.publish(new Booted());
  }

  @Interval(5)
  tick(): void {}

  @Timeout(1)
  soon(): void {}

  @OnEvent('booted')
  booted(): void {}
}

@Processor('boots', { drainDelay: 1 })
class BootsProcessor extends WorkerHost {
  override async process(): Promise<void> {}
}

let app: INestApplicationContext | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** Boots in a span, with options that come when other providers have been made. */
async function boot(metadata: ModuleMetadata): Promise<(name: string) => Promise<ReadableSpan>> {
  const exporter = new InMemorySpanExporter();
  const options: TracingModuleOptions = {
    engine: testEngine,
    instrumentations: false,
    exporter,
    messaging: { parent: 'link' },
  };
  const tracing = TracingModule.forRootAsync({
    useFactory: () => new Promise((resolve) => setImmediate(resolve, options)),
  });
  class AppModule {}
  const root = { ...metadata, module: AppModule, imports: [...metadata.imports!, tracing] };
  app = await runInSpan('boot', async () =>
    NestFactory.createApplicationContext(root, { logger: false }),
  );
  return (name) =>
    waitFor(`the span "${name}"`, () =>
      exporter.getFinishedSpans().find((span) => span.name === name),
    );
}

describe('what is started while the application boots', () => {
  it('belongs to no trace of that', async () => {
    const spanOf = await boot({
      imports: [ScheduleModule.forRoot(), EventEmitterModule.forRoot(), CqrsModule.forRoot()],
      providers: [Jobs, WorkHandler, BootedHandler, WorkSagas],
    });

    const { traceId, spanId } = (await spanOf('boot')).spanContext();
    for (const name of ['early', 'Jobs.tick', 'Jobs.soon', 'WorkSagas.later']) {
      const { parentSpanContext, links } = await spanOf(name);
      expect([name, parentSpanContext, links]).toEqual([name, undefined, []]);
    }
    for (const name of ['Jobs.booted', 'BootedHandler.handle']) {
      const { parentSpanContext, links } = await spanOf(name);
      expect([name, parentSpanContext]).toEqual([name, undefined]);
      expect(links.map(({ context }) => context)).toMatchObject([{ traceId, spanId }]);
    }
  });
});

describeWith('redis', 'a worker that is started while the application boots', () => {
  it('processes in the trace of whoever adds the job', async () => {
    const { hostname: host, port } = new URL(serverUrl('redis'));
    const connection = { host, port: Number(port) || 6379 };
    const prefix = `boot-spec-${process.pid}-${Date.now()}`;
    const spanOf = await boot({
      imports: [
        BullModule.forRoot({ connection, prefix }),
        BullModule.registerQueue({ name: 'boots' }),
      ],
      providers: [BootsProcessor],
    });
    const queue = app!.get<Queue>(getQueueToken('boots'));

    await queue.add('boot', {});

    const added = await spanOf('send boots');
    const { parentSpanContext, links } = await spanOf('process boots');
    expect([added.parentSpanContext, parentSpanContext]).toEqual([undefined, undefined]);
    expect(links.map(({ context }) => context.spanId)).toEqual([added.spanContext().spanId]);
    await queue.obliterate({ force: true });
  });
});
