import { Injectable, Logger } from '@nestjs/common';
import type { DynamicModule, INestApplicationContext, ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Transport } from '@nestjs/microservices';
import { Cron, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TracingModule } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { spanTree, tree } from '../support/span-tree.js';
import { testEngine } from '../support/test-engine.js';
import { waitFor } from '../support/wait-for.js';

const SIGNAL = Symbol('signal');

@Injectable()
class StoreService {
  saved = 0;

  save(): void {
    this.saved += 1;
  }
}

@Injectable()
class Jobs {
  constructor(
    private readonly events: EventEmitter2,
    private readonly store: StoreService,
  ) {}

  @Cron('0 0 1 1 *', { name: 'yearly' })
  async yearly(): Promise<void> {
    await this.events.emitAsync(SIGNAL);
    this.events.emit('told');
  }

  @OnEvent(SIGNAL)
  signal(): void {
    this.store.save();
  }

  @OnEvent('told')
  told(): void {
    this.store.save();
    this.events.emit('chained');
  }

  @OnEvent('chained')
  async chained(): Promise<void> {
    this.store.save();
  }
}

const FULL = tree(`
  Jobs.yearly
    Jobs.signal
  Jobs.told
  Jobs.chained
`);

let exporter: InMemorySpanExporter;

beforeEach(() => {
  exporter = new InMemorySpanExporter();
});

afterEach(() => Logger.overrideLogger(false));

function moduleWith(
  options: TracingModuleOptions = {},
  place: 'first' | 'last' = 'last',
): DynamicModule {
  const tracing = TracingModule.forRoot({
    engine: testEngine,
    instrumentations: false,
    exporter,
    ...options,
  });
  const others = [ScheduleModule.forRoot(), EventEmitterModule.forRoot()];
  class AppModule {}
  return {
    module: AppModule,
    imports: place === 'first' ? [tracing, ...others] : [...others, tracing],
    providers: [Jobs, StoreService] satisfies ModuleMetadata['providers'],
  };
}

const fire = (app: INestApplicationContext) =>
  app.get(SchedulerRegistry).getCronJob('yearly').fireOnTick();

const spans = (count: number) =>
  waitFor(`${count} spans`, () => exporter.getFinishedSpans().length >= count).then(() =>
    spanTree(exporter.getFinishedSpans()),
  );

const allRan = (app: INestApplicationContext) =>
  waitFor('every listener', () => app.get(StoreService).saved === 3);

describe('schedule and events', () => {
  it.each(['first', 'last'] as const)('are traced with TracingModule %s', async (place) => {
    const app = await NestFactory.createApplicationContext(moduleWith({}, place), {
      logger: false,
    });

    await fire(app);

    expect(await spans(4)).toBe(FULL);
    await app.close();
  });

  it('link from one event to the next', async () => {
    const app = await NestFactory.createApplicationContext(moduleWith(), { logger: false });

    await fire(app);

    await spans(4);
    const named = (name: string) =>
      exporter.getFinishedSpans().find((one) => one.name === `Jobs.${name}`)!;
    expect(named('told').links[0]?.context).toMatchObject({
      spanId: named('yearly').spanContext().spanId,
    });
    expect(named('chained').links[0]?.context).toMatchObject({
      spanId: named('told').spanContext().spanId,
    });
    await app.close();
  });

  it('are traced in a microservice', async () => {
    const app = await NestFactory.createMicroservice(moduleWith(), {
      logger: false,
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port: 0 },
    });
    await app.listen();

    await fire(app);

    expect(await spans(4)).toBe(FULL);
    await app.close();
  });

  it('are traced in a testing module', async () => {
    const testing = await Test.createTestingModule({ imports: [moduleWith()] }).compile();
    testing.useLogger(false);
    await testing.init();

    await fire(testing);

    expect(await spans(4)).toBe(FULL);
    await testing.close();
  });

  it('show the layer of providers, and each call once', async () => {
    const app = await NestFactory.createApplicationContext(
      moduleWith({ layers: { providers: true, minDurationMs: 0 } }),
      { logger: false },
    );

    await fire(app);

    expect(await spans(7)).toBe(
      tree(`
        Jobs.yearly
          Jobs.signal
            StoreService.save
        Jobs.told
          StoreService.save
        Jobs.chained
          StoreService.save
      `),
    );
    await app.close();
  });

  it('show the layer of providers below a listener that no work has called', async () => {
    const app = await NestFactory.createApplicationContext(
      moduleWith({ layers: { providers: true, minDurationMs: 0 } }),
      { logger: false },
    );

    await app.get(EventEmitter2).emitAsync(SIGNAL);

    expect(await spans(2)).toBe('Jobs.signal\n  StoreService.save');
    await app.close();
  });

  it('run as ever where nothing is sampled', async () => {
    const app = await NestFactory.createApplicationContext(moduleWith({ sampling: { ratio: 0 } }), {
      logger: false,
    });

    await fire(app);

    await allRan(app);
    expect(exporter.getFinishedSpans()).toEqual([]);
    await app.close();
  });
});

describe('two applications in one process', () => {
  it('have each what its own options say', async () => {
    const untouched = moduleWith({ jobs: { schedule: false, eventEmitter: false } });
    const [app, off] = [
      await NestFactory.createApplicationContext(moduleWith(), { logger: false }),
      await NestFactory.createApplicationContext(untouched, { logger: false }),
    ];

    await fire(off);
    await allRan(off);
    expect(exporter.getFinishedSpans()).toEqual([]);
    await fire(app);

    expect(await spans(4)).toBe(FULL);
    expect(Object.hasOwn(off.get(EventEmitter2), 'emit')).toBe(false);
    await off.close();
    await app.close();
  });

  it('have nothing twice, made of the same module one after the other', async () => {
    const both = moduleWith();
    const first = await NestFactory.createApplicationContext(both, { logger: false });
    await first.close();
    const second = await NestFactory.createApplicationContext(both, { logger: false });
    exporter.reset();

    await fire(second);

    expect(await spans(4)).toBe(FULL);
    await second.close();
  });
});

describe('jobs: { schedule, eventEmitter }', () => {
  it.each([
    [{ schedule: false }, 'Jobs.chained\nJobs.signal\nJobs.told'],
    [{ eventEmitter: false }, 'Jobs.yearly'],
  ])('switches off one of them: %o', async (jobs, rest) => {
    const app = await NestFactory.createApplicationContext(moduleWith({ jobs }), {
      logger: false,
    });

    await fire(app);

    expect(await spans(rest.split('\n').length)).toBe(rest);
    await app.close();
  });

  it('leaves nothing in their place, nor does enabled: false', async () => {
    const functions: unknown[] = [];
    for (const options of [{ jobs: { schedule: false } }, { enabled: false }]) {
      const app = await NestFactory.createApplicationContext(moduleWith(options), {
        logger: false,
      });
      const job = app.get(SchedulerRegistry).getCronJob('yearly') as unknown as {
        _callbacks: Function[];
      };
      functions.push(...job._callbacks.map((callback) => callback.toString()));
      await app.close();
    }

    expect(functions).toHaveLength(2);
    expect(functions.every((text) => String(text).includes('await methodRef.call'))).toBe(true);
  });
});
