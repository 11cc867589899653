import { Injectable } from '@nestjs/common';
import { Cron, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { SpanStatusCode } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInSpan } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { unhandledRejectionsOf } from '../support/unhandled-rejections.js';
import { waitFor } from '../support/wait-for.js';

const YEARLY = '0 0 1 1 *';

type CronJob = ReturnType<SchedulerRegistry['getCronJob']>;

/** The class of the package `cron`, which comes with `@nestjs/schedule`. */
interface CronJobClass {
  from(parameters: {
    cronTime: string;
    onTick: (this: unknown, ...args: unknown[]) => unknown;
    onComplete?: () => void;
    context?: unknown;
    errorHandler?: (error: unknown) => void;
    waitForCompletion?: boolean;
  }): CronJob;
}

@Injectable()
class Jobs {
  @Cron(YEARLY, { name: 'made of a method' })
  run(): void {}

  @Cron(YEARLY)
  nameless(): void {}
}

const work = () => runInSpan('work', () => undefined);

describe('a job added to the SchedulerRegistry', () => {
  let traced: TracedApplication;
  let registry: SchedulerRegistry;
  let CronJob: CronJobClass;

  const makeJob = (onTick: () => unknown) => CronJob.from({ cronTime: YEARLY, onTick });

  beforeAll(async () => {
    traced = await startTracedApplication({
      imports: [ScheduleModule.forRoot()],
      providers: [Jobs],
    });
    registry = traced.app.get(SchedulerRegistry);
    CronJob = registry.getCronJob('made of a method').constructor as unknown as CronJobClass;
  });
  beforeEach(() => traced.reset());
  afterAll(() => traced.close());

  it('makes each run a trace with its name', async () => {
    const job = makeJob(work);
    registry.addCronJob('cleaning', job);

    await runInSpan('request', () => registry.getCronJob('cleaning').fireOnTick());

    expect(await traced.treeOf(3)).toBe(
      tree(`
        cleaning
          work
        request
      `),
    );
    expect((await traced.span('cleaning')).attributes).toEqual({
      'nestjs.type': 'cron',
      'nestjs.schedule.name': 'cleaning',
      'nestjs.schedule.cron': YEARLY,
    });
  });

  it('runs with its own context, and hands its callbacks what they are to get', async () => {
    const context = { isContext: true };
    const onComplete = () => undefined;
    const seen: unknown[] = [];
    const job = CronJob.from({
      cronTime: YEARLY,
      onTick: function (this: unknown, ...args: unknown[]) {
        seen.push(this, ...args);
      },
      onComplete,
      context,
    });
    registry.addCronJob('with context', job);

    await job.fireOnTick();

    expect(seen).toEqual([context, onComplete]);
  });

  it('has a trace for callbacks that are added later', async () => {
    const job = makeJob(() => undefined);
    registry.addCronJob('growing', job);
    job.addCallback(work);

    await job.fireOnTick();

    expect(await traced.treeOf(3)).toBe(
      tree(`
        growing
        growing
          work
      `),
    );
  });

  it('has one trace of what Nest made of a method, and one of what was added to that', async () => {
    const job = registry.getCronJob('made of a method');
    await job.fireOnTick();
    expect(await traced.treeOf(1)).toBe('Jobs.run');
    traced.reset();
    job.addCallback(work);

    await job.fireOnTick();

    expect(await traced.treeOf(3)).toBe(
      tree(`
        Jobs.run
        Jobs.run
          work
      `),
    );
  });

  it('is told of without a name where Nest has given it a random one', async () => {
    await Promise.all([...registry.getCronJobs().values()].map((job) => job.fireOnTick()));

    expect((await traced.span('Jobs.nameless')).attributes).toEqual({
      'nestjs.type': 'cron',
      'nestjs.schedule.cron': YEARLY,
    });
  });

  it('records what a callback throws or rejects with, and the job handles it as ever', async () => {
    const handled: unknown[] = [];
    const [thrown, rejected] = [new Error('thrown'), new Error('rejected')];
    const throwing = CronJob.from({
      cronTime: YEARLY,
      onTick: () => {
        throw thrown;
      },
      errorHandler: (error) => handled.push(error),
    });
    const rejecting = CronJob.from({
      cronTime: YEARLY,
      onTick: async () => Promise.reject(rejected),
      errorHandler: (error) => handled.push(error),
    });
    registry.addCronJob('throwing', throwing);
    registry.addCronJob('rejecting', rejecting);

    await throwing.fireOnTick();
    await rejecting.fireOnTick();

    const messages = [await traced.span('throwing'), await traced.span('rejecting')].map(
      ({ status }) => status,
    );
    expect(messages).toEqual([
      { code: SpanStatusCode.ERROR, message: 'thrown' },
      { code: SpanStatusCode.ERROR, message: 'rejected' },
    ]);
    await waitFor('both errors', () => handled.length === 2);
    expect(handled).toEqual([thrown, rejected]);
  });

  it('waits for completion: a tick in the meantime runs nothing and has no span', async () => {
    let release = (): void => {};
    const job = CronJob.from({
      cronTime: YEARLY,
      onTick: () => new Promise<void>((resolve) => (release = resolve)),
      waitForCompletion: true,
    });
    registry.addCronJob('waiting', job);

    const first = job.fireOnTick();
    await job.fireOnTick();
    expect(job.isCallbackRunning).toBe(true);
    release();
    await first;

    expect(await traced.treeOf(1)).toBe('waiting');
    expect(job.isCallbackRunning).toBe(false);
  });

  it('may be an interval or a timeout that was set in a request', async () => {
    let ticks = 0;
    runInSpan('request', () => {
      registry.addInterval(
        'polling',
        setInterval(() => (ticks += 1), 5),
      );
      registry.addTimeout('reminding', setTimeout(work, 5));
    });

    await waitFor('two ticks', () => ticks >= 2);
    const reminding = await traced.span('reminding');
    registry.deleteInterval('polling');
    const polls = traced.spans().filter(({ name }) => name === 'polling');
    expect(polls).toHaveLength(ticks);
    expect([reminding, ...polls].some((span) => span.parentSpanContext !== undefined)).toBe(false);
    expect(polls[0]!.attributes).toEqual({
      'nestjs.type': 'interval',
      'nestjs.schedule.name': 'polling',
    });
    expect((await traced.span('work')).parentSpanContext?.spanId).toBe(
      reminding.spanContext().spanId,
    );
  });

  it('leaves a rejection that nobody handles unhandled', async () => {
    const reason = new Error('nobody cares');

    const unhandled = await unhandledRejectionsOf(() => {
      const timer = setTimeout((): unknown => Promise.reject(reason), 1);
      registry.addTimeout('rejecting timeout', timer);
    });

    expect(unhandled).toEqual([reason]);
    expect((await traced.span('rejecting timeout')).status.code).toBe(SpanStatusCode.ERROR);
  });

  it('may come from the constructor of a provider', async () => {
    @Injectable()
    class Eager {
      constructor(jobs: SchedulerRegistry) {
        jobs.addCronJob('eager', makeJob(work));
        jobs.addTimeout('eager timeout', setTimeout(work, 1));
      }
    }
    const eager = await startTracedApplication({
      imports: [ScheduleModule.forRoot()],
      providers: [Eager],
    });

    await eager.app.get(SchedulerRegistry).getCronJob('eager').fireOnTick();

    expect(await eager.treeOf(4)).toBe(
      tree(`
        eager
          work
        eager timeout
          work
      `),
    );
    await eager.close();
  });

  it('is refused under a name that is taken, as ever', () => {
    registry.addCronJob('once', makeJob(work));
    const other = makeJob(work);

    expect(() => registry.addCronJob('once', other)).toThrow(/once/);
  });
});
