import { Controller, Get, Injectable, Logger, NotFoundException, Scope } from '@nestjs/common';
import { Cron, Interval, ScheduleModule, SchedulerRegistry, Timeout } from '@nestjs/schedule';
import { SpanStatusCode } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NoSpan, SkipTracing, Span, Traceable, runInSpan } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

/** Runs once a year, unless a test fires it. */
const YEARLY = '0 0 1 1 *';

const cause = new NotFoundException('no such report');

@Injectable()
class StoreService {
  save(): void {}
}

@Controller('reports')
class ReportsController {
  constructor(private readonly store: StoreService) {}

  @Cron(YEARLY, { name: 'daily' })
  async daily(): Promise<string> {
    await Promise.resolve();
    this.store.save();
    return runInSpan('work', () => 'done');
  }

  @Cron(YEARLY, { name: 'failing' })
  async failing(): Promise<void> {
    throw cause;
  }

  @Cron(YEARLY, { name: 'throwing' })
  throwing(): void {
    throw cause;
  }

  @Span('reports.named')
  @Cron(YEARLY, { name: 'named' })
  named(): void {
    runInSpan('work', () => undefined);
  }

  @Cron(YEARLY, { name: 'unseen' })
  @NoSpan()
  unseen(): void {
    runInSpan('work of unseen', () => undefined);
  }

  @SkipTracing()
  @Cron(YEARLY, { name: 'skipped' })
  skipped(): number {
    return runInSpan('work of skipped', (span) => (this.flags = span.spanContext().traceFlags));
  }

  flags = -1;

  @Get('daily')
  @Cron(YEARLY, { name: 'route' })
  route(): Promise<string> {
    return this.daily();
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestScoped {
  @Cron(YEARLY, { name: 'request' })
  run(): void {}
}

@Traceable()
@Injectable()
class TraceableJobs {
  @Cron(YEARLY, { name: 'traceable' })
  run(): void {}
}

@SkipTracing()
@Injectable()
class SkippedJobs {
  @Cron(YEARLY, { name: 'skipped class' })
  run(): void {
    runInSpan('work of skipped', () => undefined);
  }
}

const schedule = () => ({
  imports: [ScheduleModule.forRoot()],
  controllers: [ReportsController],
  providers: [StoreService, RequestScoped, SkippedJobs, TraceableJobs],
});

const fire = (traced: TracedApplication, name: string) =>
  traced.app.get(SchedulerRegistry).getCronJob(name).fireOnTick();

describe('@Cron()', () => {
  let traced: TracedApplication;

  beforeAll(async () => {
    traced = await startTracedApplication(schedule());
  });
  beforeEach(() => traced.reset());
  afterAll(() => traced.close());

  it('makes each run a trace of its own', async () => {
    await fire(traced, 'daily');
    await fire(traced, 'daily');

    const run = tree(`
      ReportsController.daily
        work
    `);
    expect(await traced.treeOf(4)).toBe(`${run}\n${run}`);
    expect(new Set(traced.spans().map((span) => span.spanContext().traceId)).size).toBe(2);
  });

  it('keeps runs apart that overlap', async () => {
    await Promise.all([fire(traced, 'daily'), fire(traced, 'daily'), fire(traced, 'named')]);

    const run = tree(`
      ReportsController.daily
        work
    `);
    expect(await traced.treeOf(6)).toBe(`${run}\n${run}\nreports.named\n  work`);
  });

  it('says what kind of job it is, its name and when it runs', async () => {
    await fire(traced, 'daily');

    expect((await traced.span('ReportsController.daily')).attributes).toEqual({
      'nestjs.type': 'cron',
      'nestjs.schedule.name': 'daily',
      'nestjs.schedule.cron': YEARLY,
    });
  });

  it('begins a trace even where another is active', async () => {
    await runInSpan('request', () => fire(traced, 'daily'));

    expect(await traced.treeOf(3)).toBe(
      tree(`
        ReportsController.daily
          work
        request
      `),
    );
  });

  it.each(['failing', 'throwing'])(
    'records the error of a run, which Nest goes on to log (%s)',
    async (name) => {
      await fire(traced, name);

      const span = await traced.span(`ReportsController.${name}`);
      expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such report' });
      expect(span.attributes['error.type']).toBe('NotFoundException');
      expect(span.events).toHaveLength(1);
    },
  );

  it('names the span as @Span() says, and makes no second one', async () => {
    await runInSpan('request', () => fire(traced, 'named'));

    expect(await traced.treeOf(3)).toBe(
      tree(`
        reports.named
          work
        request
      `),
    );
  });

  it('has one span for a run of a @Traceable() class', async () => {
    await fire(traced, 'traceable');

    expect(await traced.treeOf(1)).toBe('TraceableJobs.run');
  });

  it('leaves a run with @NoSpan() without one', async () => {
    await runInSpan('request', () => fire(traced, 'unseen'));

    expect(await traced.treeOf(2)).toBe(
      tree(`
        request
        work of unseen
      `),
    );
  });

  it('leaves out what @SkipTracing() stands on, and what it calls', async () => {
    await fire(traced, 'skipped');
    await fire(traced, 'skipped class');
    await fire(traced, 'daily');

    await traced.span('ReportsController.daily');
    expect(traced.spans().map(({ name }) => name)).toEqual(['work', 'ReportsController.daily']);
    expect(traced.app.get(ReportsController).flags).toBe(0);
  });

  it('has one span for a run of a method that is a route as well', async () => {
    await fire(traced, 'route');
    await fetch(`${traced.url}/reports/daily`);

    expect(await traced.treeOf(5)).toBe(
      tree(`
        ReportsController.route
          work
        SERVER GET /reports/daily
          ReportsController.route
            work
      `),
    );
  });

  it('leaves a call by anybody else without a span', async () => {
    await traced.app.get(ReportsController).daily();

    expect(await traced.treeOf(1)).toBe('work');
  });

  it('leaves providers of a request scope to the warning Nest gives', () => {
    expect(traced.app.get(SchedulerRegistry).doesExist('cron', 'request')).toBe(false);
  });
});

describe('@Interval() and @Timeout()', () => {
  it('begin a trace with each run, and none of the boot', async () => {
    @Injectable()
    class Ticker {
      @Interval('tick', 10)
      tick(): void {
        runInSpan('work', () => undefined);
      }

      @Timeout('later', 10)
      async later(): Promise<void> {
        await Promise.resolve();
      }
    }

    const traced = await runInSpan('boot', () =>
      startTracedApplication({ imports: [ScheduleModule.forRoot()], providers: [Ticker] }),
    );

    const ticks = () => traced.spans().filter(({ name }) => name === 'Ticker.tick');
    const later = await traced.span('Ticker.later');
    await waitFor('three ticks', () => ticks().length >= 3);
    expect(ticks().every(({ parentSpanContext }) => parentSpanContext === undefined)).toBe(true);
    expect(new Set(ticks().map((span) => span.spanContext().traceId)).size).toBe(ticks().length);
    expect(ticks()[0]!.attributes).toEqual({
      'nestjs.type': 'interval',
      'nestjs.schedule.name': 'tick',
    });
    expect(later.parentSpanContext).toBeUndefined();
    expect(later.attributes).toEqual({ 'nestjs.type': 'timeout', 'nestjs.schedule.name': 'later' });
    await traced.close();
  });

  it('end the span of a run that outlives the shutdown when the run ends', async () => {
    let release = (): void => {};
    let hasBegun = false;
    @Injectable()
    class Slow {
      @Timeout(1)
      async run(): Promise<void> {
        hasBegun = true;
        await new Promise<void>((resolve) => (release = resolve));
      }
    }
    const traced = await startTracedApplication({
      imports: [ScheduleModule.forRoot()],
      providers: [Slow],
    });
    await waitFor('the run', () => hasBegun);

    await traced.close();
    expect(traced.spans()).toEqual([]);
    release();

    expect((await traced.span('Slow.run')).attributes).toEqual({ 'nestjs.type': 'timeout' });
  });
});

describe('the layer of providers', () => {
  const options: TracingModuleOptions = { layers: { providers: true, minDurationMs: 0 } };

  it('shows what a run calls, and the run itself once', async () => {
    const traced = await startTracedApplication(schedule(), options);

    await fire(traced, 'daily');

    expect(await traced.treeOf(3)).toBe(
      tree(`
        ReportsController.daily
          StoreService.save
          work
      `),
    );
    await traced.close();
  });
});

describe('the log line of a failed run', () => {
  it('is written while its span is active', async () => {
    const active: string[] = [];
    const traced = await startTracedApplication(schedule());
    Logger.overrideLogger({
      log: () => undefined,
      warn: () => undefined,
      error: () => runInSpan('log line', (span) => active.push(span.spanContext().traceId)),
    });

    await fire(traced, 'failing');

    const run = await traced.span('ReportsController.failing');
    expect(active).toEqual([run.spanContext().traceId]);
    Logger.overrideLogger(false);
    await traced.close();
  });
});
