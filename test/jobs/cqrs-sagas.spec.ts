import { CommandHandler, CommandBus, CqrsModule, EventBus, Saga, ofType } from '@nestjs/cqrs';
import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import {
  Observable,
  Subject,
  bufferCount,
  bufferTime,
  concatMap,
  debounceTime,
  delay,
  filter,
  from,
  map,
  mergeMap,
  of,
} from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NoSpan, SkipTracing, runInSpan } from '../../lib/index.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { waitFor } from '../support/wait-for.js';

/** Which saga answers, for which cause. */
class Happened {
  constructor(
    readonly saga: string,
    readonly cause = '',
  ) {}
}

class Note {
  constructor(
    readonly saga: string,
    readonly cause: string,
  ) {}
}

const noted: { saga: string; cause: string; traceId: string | undefined }[] = [];
const traceIdNow = () => trace.getActiveSpan()?.spanContext().traceId;

@CommandHandler(Note)
class NoteHandler {
  async execute({ saga, cause }: Note): Promise<void> {
    noted.push({ saga, cause, traceId: traceIdNow() });
  }
}

const only = (saga: string) => (events$: Observable<object>) =>
  events$.pipe(
    ofType(Happened),
    filter((event) => event.saga === saga),
  );
const toNote = ({ saga, cause }: Happened) => new Note(saga, cause);
const shared = new Subject<Note>();
const atBoot: unknown[] = [];

class Sagas {
  private readonly prefix = 'kept';

  /** As Nest's documentation writes them. */
  @Saga()
  arrow = (events$: Observable<object>): Observable<Note> => {
    const { prefix } = this;
    return events$.pipe(
      only('arrow'),
      map(({ saga }) => new Note(saga, prefix)),
    );
  };

  @Saga()
  delayed(events$: Observable<object>): Observable<Note> {
    return events$.pipe(only('delayed'), delay(20), map(toNote));
  }

  @Saga()
  awaited(events$: Observable<object>): Observable<Note> {
    return events$.pipe(
      only('awaited'),
      mergeMap(async (event) => Promise.resolve(toNote(event))),
    );
  }

  @Saga()
  queued(events$: Observable<object>): Observable<Note> {
    return events$.pipe(
      only('queued'),
      concatMap(async (event) => Promise.resolve(toNote(event))),
    );
  }

  @Saga()
  counted(events$: Observable<object>): Observable<Note> {
    return events$.pipe(
      only('counted'),
      bufferCount(2),
      map((pair) => new Note('counted', pair.map(({ cause }) => cause).join())),
    );
  }

  @Saga()
  debounced(events$: Observable<object>): Observable<Note> {
    return events$.pipe(only('debounced'), debounceTime(10), map(toNote));
  }

  @Saga()
  timed(events$: Observable<object>): Observable<Note> {
    atBoot.push(traceIdNow());
    return events$.pipe(
      only('timed'),
      bufferTime(20),
      filter(({ length }) => length > 0),
      map(() => new Note('timed', '')),
    );
  }

  @Saga()
  several(events$: Observable<object>): Observable<Note> {
    return events$.pipe(
      only('several'),
      mergeMap(() => from([new Note('several', 'first'), new Note('several', 'second')])),
    );
  }

  @Saga()
  nothing(events$: Observable<object>): Observable<Note> {
    return events$.pipe(
      only('nothing'),
      concatMap(() => of(undefined as unknown as Note)),
    );
  }

  @Saga()
  broken(events$: Observable<object>): Observable<Note> {
    return events$.pipe(
      only('broken'),
      map(() => {
        throw new RangeError('broken');
      }),
    );
  }

  @Saga()
  subject(): Observable<Note> {
    return shared;
  }

  @NoSpan()
  @Saga()
  unseen(events$: Observable<object>): Observable<Note> {
    return events$.pipe(only('unseen'), map(toNote));
  }

  @SkipTracing()
  @Saga()
  skipped(events$: Observable<object>): Observable<Note> {
    return events$.pipe(only('skipped'), map(toNote));
  }
}

let traced: TracedApplication;
let events: EventBus;

beforeAll(async () => {
  // Tracing has to be at work for there to be a span to inherit.
  const earlier = await startTracedApplication({});
  await earlier.close();
  traced = await runInSpan('boot', async () =>
    startTracedApplication({
      imports: [CqrsModule.forRoot()],
      providers: [NoteHandler, Sagas],
    }),
  );
  events = traced.app.get(EventBus);
});

beforeEach(() => {
  traced.reset();
  noted.length = 0;
});

afterAll(() => traced.close());

/** @returns the id of the trace in which it was published */
function publish(saga: string, cause = ''): string | undefined {
  return runInSpan(`publish ${cause}`, () => {
    events.publish(new Happened(saga, cause));
    return traceIdNow();
  });
}

const note = (cause: string) =>
  waitFor(`the note of ${cause}`, () => noted.find((one) => one.cause === cause));

describe('the command of a saga', () => {
  it.each(['delayed', 'awaited'])('belongs to its own event (%s)', async (saga) => {
    const first = publish(saga, 'first');
    const second = publish(saga, 'second');

    expect((await note('first')).traceId).toBe(first);
    expect((await note('second')).traceId).toBe(second);
    expect(first).not.toBe(second);
  });

  it('belongs to the event that filled the buffer', async () => {
    publish('counted', 'first');
    const second = publish('counted', 'second');

    expect((await note('first,second')).traceId).toBe(second);
  });

  it('belongs to the event that began the wait', async () => {
    const first = publish('debounced', 'first');
    publish('debounced', 'second');

    expect((await note('second')).traceId).toBe(first);
  });

  it('belongs to the event before when it had to wait for that, as rxjs runs it there', async () => {
    const first = publish('queued', 'first');
    publish('queued', 'second');

    expect((await note('first')).traceId).toBe(first);
    expect((await note('second')).traceId).toBe(first);
  });

  it('begins a trace where a timer from the start of the application asks for it', async () => {
    const event = publish('timed');

    const { traceId } = await note('');
    const span = await traced.span('Sagas.timed');
    expect(span.spanContext().traceId).toBe(traceId);
    expect(span.parentSpanContext).toBeUndefined();
    expect(traceId).not.toBe(event);
    expect(atBoot).toEqual([undefined]);
  });

  it('has a span of its own when there are several', async () => {
    publish('several');

    await waitFor('both notes', () => noted.length === 2);
    expect(await traced.treeOf(5)).toBe(
      [
        'publish',
        '  Sagas.several',
        '    NoteHandler.execute',
        '  Sagas.several',
        '    NoteHandler.execute',
      ].join('\n'),
    );
  });

  it('of an arrow function has a span as well', async () => {
    const traceId = publish('arrow');

    expect((await note('kept')).traceId).toBe(traceId);
    expect(await traced.treeOf(3)).toContain('  Sagas.arrow\n    NoteHandler.execute');
  });

  it('may come from a subject', async () => {
    runInSpan('push', () => shared.next(new Note('subject', 'pushed')));

    await note('pushed');
    expect(await traced.treeOf(3)).toContain('  Sagas.subject\n    NoteHandler.execute');
  });

  it('goes without the span of a saga that is to have none', async () => {
    publish('unseen', 'unseen');

    await note('unseen');
    expect(await traced.treeOf(2)).toBe('publish unseen\n  NoteHandler.execute');
  });

  it('is not recorded when the saga is skipped', async () => {
    publish('skipped', 'skipped');
    publish('unseen', 'afterwards');

    await note('skipped');
    expect(await traced.treeOf(3)).toBe(
      ['publish afterwards', '  NoteHandler.execute', 'publish skipped'].join('\n'),
    );
  });
});

describe('a saga', () => {
  it('has no span for what is no command', async () => {
    publish('nothing');

    expect(await traced.treeOf(1)).toBe('publish');
  });

  it('that fails tells so in the trace of the event', async () => {
    publish('broken');

    const span = await traced.span('Sagas.broken');
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.attributes['error.type']).toBe('RangeError');
    expect(await traced.treeOf(2)).toBe('publish\n  Sagas.broken');
  });

  it('leaves the context of the publisher as it was', () => {
    runInSpan('publish', () => {
      const before = context.active();
      events.publish(new Happened('several'));

      expect(context.active()).toBe(before);
    });
  });

  it('keeps its name and the metadata of its class', () => {
    const sagas = traced.app.get(Sagas);

    expect([sagas.arrow.name, sagas.delayed.name]).toEqual(['arrow', 'delayed']);
    expect([sagas.arrow.length, sagas.delayed.length]).toEqual([1, 1]);
    expect(Reflect.getMetadata('__saga__', Sagas)).toContain('arrow');
    expect(traced.app.get(CommandBus)).toBeInstanceOf(CommandBus);
  });
});
