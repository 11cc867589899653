import { Inject, Injectable, NotFoundException, Scope, SetMetadata } from '@nestjs/common';
import {
  AggregateRoot,
  AsyncContext,
  CommandBus,
  CommandHandler,
  CqrsModule,
  EventBus,
  EventPublisher,
  EventsHandler,
  Publishable,
  QueryBus,
  QueryHandler,
  Saga,
} from '@nestjs/cqrs';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { map, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { NoSpan, SkipTracing, Span, Traceable, runInSpan } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { unhandledRejectionsOf } from '../support/unhandled-rejections.js';

let traced: TracedApplication | undefined;

afterEach(() => traced?.close());

async function start(
  providers: NonNullable<Parameters<typeof startTracedApplication>[0]['providers']>,
  options?: TracingModuleOptions,
): Promise<TracedApplication> {
  const imports = [CqrsModule.forRoot({ rethrowUnhandled: false })];
  traced = await startTracedApplication({ imports, providers }, options);
  return traced;
}

/** Executes a command in a span, and gives the tree once it has as many spans as said. */
async function execute(command: object, count: number): Promise<string> {
  await runInSpan('ask', async () => traced!.app.get(CommandBus).execute(command));
  return traced!.treeOf(count);
}

class Work {}
const sampledNow = () => trace.getActiveSpan()?.spanContext().traceFlags;

describe('a handler for each request', () => {
  it('has its span, below whoever executes', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Unit {}

    @CommandHandler(Work, { scope: Scope.REQUEST })
    class WorkHandler {
      constructor(@Inject(Unit) readonly unit: Unit) {}

      async execute(): Promise<Unit> {
        return runInSpan('work', async () => Promise.resolve(this.unit));
      }
    }
    @QueryHandler(Work, { scope: Scope.REQUEST })
    class WorkQuery {
      constructor(@Inject(Unit) readonly unit: Unit) {}

      async execute(): Promise<Unit> {
        return runInSpan('work', async () => Promise.resolve(this.unit));
      }
    }
    @EventsHandler(Work, { scope: Scope.REQUEST })
    class WorkDone {
      handle(): void {}
    }
    const { app, treeOf } = await start([Unit, WorkHandler, WorkQuery, WorkDone]);

    const units = await runInSpan('ask', async () => [
      await app.get(CommandBus).execute(new Work()),
      await app.get(QueryBus).execute(new Work(), new AsyncContext()),
      app.get(EventBus).publish(new Work()),
    ]);

    expect(units.slice(0, 2).every((unit) => unit instanceof Unit)).toBe(true);
    expect(await treeOf(6)).toBe(
      tree(`
        ask
          WorkHandler.execute
            work
          WorkQuery.execute
            work
          WorkDone.handle
      `),
    );
  });
});

describe('a method that handlers have in common', () => {
  it('tells them apart, and has no span in a class that handles nothing', async () => {
    class Ask {}
    abstract class Base {
      async execute(): Promise<string> {
        return this.constructor.name;
      }
    }
    @CommandHandler(Work)
    class WorkHandler extends Base {}
    @QueryHandler(Ask)
    class AskHandler extends Base {}
    @Injectable()
    class Job extends Base {}
    const { app, treeOf, span } = await start([WorkHandler, AskHandler, Job]);

    await runInSpan('ask', async () => {
      await app.get(CommandBus).execute(new Work());
      await app.get(QueryBus).execute(new Ask());
      await app.get(Job).execute();
    });

    expect(await treeOf(3)).toBe('ask\n  AskHandler.execute\n  WorkHandler.execute');
    expect((await span('AskHandler.execute')).attributes['nestjs.type']).toBe('query_handler');
    expect((await span('WorkHandler.execute')).attributes['nestjs.type']).toBe('command_handler');
  });
});

describe('a handler of another make', () => {
  it('has a span when a factory made it', async () => {
    @CommandHandler(Work)
    class WorkHandler {
      async execute(): Promise<void> {}
    }
    await start([{ provide: 'work', useFactory: () => new WorkHandler() }]);

    expect(await execute(new Work(), 2)).toBe('ask\n  WorkHandler.execute');
  });

  it('has a span when its method is an arrow function', async () => {
    @CommandHandler(Work)
    class WorkHandler {
      execute = async (_: Work): Promise<void> => {};
    }
    const { app } = await start([WorkHandler]);

    expect(await execute(new Work(), 2)).toBe('ask\n  WorkHandler.execute');
    const { execute: method } = app.get(WorkHandler);
    expect([method.name, method.length]).toEqual(['execute', 1]);
  });
});

describe('decorators on handlers', () => {
  it('@Span() and @Traceable() stand in for the span, @NoSpan() does without', async () => {
    class Traced {}
    class Bare {}
    @CommandHandler(Work)
    class WorkHandler {
      @Span('work.own')
      async execute(): Promise<void> {}
    }
    @Traceable()
    @CommandHandler(Traced)
    class TracedHandler {
      async execute(): Promise<void> {}
    }
    @CommandHandler(Bare)
    class BareHandler {
      @NoSpan()
      async execute(): Promise<void> {
        runInSpan('inner', () => undefined);
      }
    }
    const { app, treeOf } = await start([WorkHandler, TracedHandler, BareHandler]);

    await runInSpan('ask', async () => {
      await app.get(CommandBus).execute(new Work());
      await app.get(CommandBus).execute(new Traced());
      await app.get(CommandBus).execute(new Bare());
    });

    expect(await treeOf(4)).toBe('ask\n  TracedHandler.execute\n  inner\n  work.own');
  });

  it('@SkipTracing() leaves out the handler and all it does, and nothing else', async () => {
    const flags: unknown[] = [];
    class Quiet {}
    @SkipTracing()
    @CommandHandler(Work)
    class WorkHandler {
      async execute(): Promise<void> {
        runInSpan('inner', () => flags.push(sampledNow()));
      }
    }
    @EventsHandler(Quiet)
    class QuietHandler {
      @SkipTracing()
      handle(): void {
        flags.push(sampledNow());
      }
    }
    const { app, treeOf } = await start([WorkHandler, QuietHandler]);

    await runInSpan('ask', async () => {
      await app.get(CommandBus).execute(new Work());
      app.get(EventBus).publish(new Quiet());
      flags.push(sampledNow());
    });

    expect(await treeOf(1)).toBe('ask');
    expect(flags).toEqual([0, 0, 1]);
  });

  it('@Traceable() gives no span to a saga, but to its commands', async () => {
    class Happened {}
    @CommandHandler(Work)
    class WorkHandler {
      async execute(): Promise<void> {}
    }
    @Traceable()
    class Sagas {
      @Saga()
      happened(events$: Observable<unknown>): Observable<Work> {
        return events$.pipe(map(() => this.work()));
      }

      work(): Work {
        return new Work();
      }
    }
    const { app, treeOf } = await start([WorkHandler, Sagas]);

    runInSpan('publish', () => app.get(EventBus).publish(new Happened()));

    expect(await treeOf(4)).toBe(
      'publish\n  Sagas.happened\n    WorkHandler.execute\n  Sagas.work',
    );
  });
});

describe('events of an aggregate', () => {
  class Done {}
  @EventsHandler(Done)
  class DoneHandler {
    async handle(): Promise<void> {}
  }

  it('belong to where it commits, by each way of publishing', async () => {
    @Publishable()
    class Marked extends AggregateRoot {}
    class Plain extends AggregateRoot {}
    const { app, treeOf } = await start([DoneHandler]);
    const publisher = app.get(EventPublisher);
    const Merged = publisher.mergeClassContext(Plain);
    const aggregates = [new Marked(), new Merged(), publisher.mergeObjectContext(new Plain())];
    aggregates.forEach((aggregate) => aggregate.apply(new Done()));

    aggregates.forEach((aggregate, index) =>
      runInSpan(`commit ${index}`, () => aggregate.commit()),
    );

    expect(await treeOf(6)).toBe(
      [0, 1, 2].map((index) => `commit ${index}\n  DoneHandler.handle`).join('\n'),
    );
  });
});

describe('the method of a handler', () => {
  it('keeps its name, length and metadata', async () => {
    @CommandHandler(Work)
    class WorkHandler {
      @SetMetadata('role', 'clerk')
      async execute(_: Work): Promise<void> {}
    }
    const { execute: untraced } = WorkHandler.prototype;
    await start([WorkHandler]);

    const { execute: method } = WorkHandler.prototype;
    expect(method).not.toBe(untraced);
    expect([method.name, method.length]).toEqual(['execute', 1]);
    expect(Reflect.getMetadata('role', method)).toBe('clerk');
  });
});

describe('what a handler returns', () => {
  it('is the very same', async () => {
    const answer = { number: 7 };
    const promise = Promise.resolve(answer);
    class Ask {}
    @CommandHandler(Work)
    class WorkHandler {
      execute(): Promise<object> {
        return promise;
      }
    }
    @CommandHandler(Ask)
    class AskHandler {
      execute(): unknown {
        return of(1, 2);
      }
    }
    const { app, treeOf } = await start([WorkHandler, AskHandler]);
    const commands = app.get(CommandBus);

    expect(commands.execute(new Work())).toBe(promise);
    const numbers: number[] = [];
    const stream = commands.execute(new Ask()) as unknown as Observable<number>;
    stream.subscribe((number) => numbers.push(number));

    expect(numbers).toEqual([1, 2]);
    expect(await treeOf(2)).toBe('AskHandler.execute\nWorkHandler.execute');
  });
});

describe('layers: { providers: true }', () => {
  it('has no second span for a handler', async () => {
    @CommandHandler(Work)
    class WorkHandler {
      async execute(): Promise<void> {}
    }
    const { span } = await start([WorkHandler], { layers: { providers: true } });

    expect(await execute(new Work(), 2)).toBe('ask\n  WorkHandler.execute');
    const { attributes } = await span('WorkHandler.execute');
    expect(attributes['nestjs.type']).toBe('command_handler');
  });
});

describe('what a handler calls that no work has called', () => {
  it('has the layers of its application', async () => {
    class Store {
      save(): void {}
    }
    @CommandHandler(Work)
    class WorkHandler {
      constructor(@Inject(Store) private readonly store: Store) {}

      async execute(): Promise<void> {
        this.store.save();
      }
    }
    const layers = { providers: true, minDurationMs: 0 };
    const { app, treeOf } = await start([Store, WorkHandler], { layers });

    await app.get(CommandBus).execute(new Work());

    expect(await treeOf(2)).toBe('WorkHandler.execute\n  Store.save');
  });
});

describe('a command that nobody waits for', () => {
  it('leaves the rejection of an async handler unhandled', async () => {
    const reason = new Error('nobody cares');
    @CommandHandler(Work)
    class WorkHandler {
      async execute(): Promise<never> {
        return Promise.reject(reason);
      }
    }
    const { app, span } = await start([WorkHandler]);

    const unhandled = await unhandledRejectionsOf(() => app.get(CommandBus).execute(new Work()));

    expect(unhandled).toEqual([reason]);
    expect((await span('WorkHandler.execute')).status.code).toBe(SpanStatusCode.ERROR);
  });
});

describe('an HTTP error that leaves the handler of an event', () => {
  it('fails its span, since nobody is answered', async () => {
    class Happened {}
    @EventsHandler(Happened)
    class HappenedHandler {
      async handle(): Promise<never> {
        return Promise.reject(new NotFoundException());
      }
    }
    const { app, span } = await start([HappenedHandler]);

    app.get(EventBus).publish(new Happened());

    const { status, attributes } = await span('HappenedHandler.handle');
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes['error.type']).toBe('NotFoundException');
  });
});

describe('jobs: { cqrs: false }', () => {
  it('leaves handlers and sagas as they are', async () => {
    class Happened {}
    const saga = (events$: Observable<unknown>) => events$.pipe(map(() => new Work()));
    const seen: object[] = [];
    @CommandHandler(Work)
    class WorkHandler {
      async execute(work: Work): Promise<void> {
        seen.push(work);
      }
    }
    class Sagas {
      @Saga()
      happened = saga;
    }
    const { execute: untouched } = WorkHandler.prototype;
    const { app, spans } = await start([WorkHandler, Sagas], { jobs: { cqrs: false } });

    app.get(EventBus).publish(new Happened());

    expect(seen).toHaveLength(1);
    expect(WorkHandler.prototype.execute).toBe(untouched);
    expect(app.get(Sagas).happened).toBe(saga);
    expect(spans()).toEqual([]);
  });

  it('holds for the application that says so, whatever another of the same classes says', async () => {
    @CommandHandler(Work)
    class WorkHandler {
      async execute(): Promise<void> {}
    }
    const first = await startTracedApplication({
      imports: [CqrsModule.forRoot()],
      providers: [WorkHandler],
    });
    await first.close();
    await start([WorkHandler], { jobs: { cqrs: false } });

    expect(await execute(new Work(), 1)).toBe('ask');
  });

  it.each([true, false])(
    'holds for its own handlers and sagas alone while another runs them too: %s',
    async (isFirstOn) => {
      class Happened {}
      @CommandHandler(Work)
      class WorkHandler {
        async execute(): Promise<void> {}
      }
      class Sagas {
        @Saga()
        happened = (events$: Observable<unknown>) => events$.pipe(map(() => new Work()));
      }
      const startOne = async (cqrs: boolean) =>
        startTracedApplication(
          { imports: [CqrsModule.forRoot()], providers: [WorkHandler, Sagas] },
          { jobs: { cqrs } },
        );
      const first = await startOne(isFirstOn);
      traced = await startOne(!isFirstOn);
      const [on, off] = isFirstOn ? [first, traced] : [traced, first];

      off.app.get(EventBus).publish(new Happened());
      await off.app.get(CommandBus).execute(new Work());
      on.app.get(EventBus).publish(new Happened());
      await on.app.get(CommandBus).execute(new Work());

      expect(await on.treeOf(3)).toBe('Sagas.happened\n  WorkHandler.execute\nWorkHandler.execute');
      expect(off.spans()).toEqual([]);
      await first.close();
    },
  );
});

describe('an application without CqrsModule', () => {
  it('is left alone', async () => {
    @CommandHandler(Work)
    class WorkHandler {
      async execute(): Promise<void> {}
    }
    traced = await startTracedApplication({ providers: [WorkHandler] });

    await runInSpan('ask', async () => traced!.app.get(WorkHandler).execute());

    expect(await traced.treeOf(2)).toBe('ask\n  WorkHandler.execute');
  });
});
