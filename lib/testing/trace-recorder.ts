import { clearTimeout, setTimeout } from 'node:timers';
import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { ApplicationRecording } from '../sdk/recording/application-recording.js';
import { setEntrySpan } from '../spans/entry-span.js';
import { runInSpan } from '../spans/run-in-span.js';
import { describeArrivals } from './describe-arrivals.js';
import { GrowingTraces, hasEnded } from './traces.js';

/** Whether these spans, the finished ones of one trace, are the trace a test waits for. */
export type TracePredicate = (spans: readonly ReadableSpan[]) => boolean;

/** Whether a finished span is the one a test waits for. */
export type SpanPredicate = (span: ReadableSpan) => boolean;

/** How long to wait. */
export interface WaitOptions {
  /**
   * Milliseconds. The default is less than vitest and Jest give a test, which else would end before
   * it is told what has arrived.
   *
   * @default 3000
   */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 3_000;

/** A timer that is told more is over at once. */
const LONGEST_MS = 2 ** 31 - 1;

// Taken before a test may put fake timers in their place, and not from globalThis: there Jest has
// them before any module is loaded where its configuration says so.
const [startTimer, stopTimer] = [setTimeout, clearTimeout];

/**
 * The spans of one application under test, and of no other. Inject it, or get it from the testing
 * module: `TracingTestingModule` provides it everywhere. It can be read after the application has
 * been closed.
 *
 * @publicApi
 */
export class TraceRecorder {
  /** @internal */
  constructor(private readonly recording: ApplicationRecording) {}

  /** The finished spans, in the order in which they ended. */
  spans(): ReadableSpan[] {
    return this.recording.spans.finished();
  }

  /**
   * Waits for a trace: its finished spans, as soon as they meet the predicate and no span of the
   * trace is running. Work that is started after that, such as a message nobody waits for, may add
   * spans later; name the last of them in the predicate.
   *
   * @throws Error after `timeoutMs`, which shows what has arrived, what is still running, and where
   *   nothing has arrived, why
   */
  waitForTrace(predicate: TracePredicate, options: WaitOptions = {}): Promise<ReadableSpan[]> {
    const { spans } = this.recording;
    const traces = new GrowingTraces();
    const find = () =>
      traces
        .of(spans.finished())
        .find((trace) => predicate(trace) && hasEnded(trace, spans.running()));
    const isUnfinished = () => traces.of(spans.finished()).some(predicate);
    return this.#waitFor('a trace that meets the predicate', find, options, isUnfinished);
  }

  /**
   * Waits for a span to end: the first of that name, or the first that meets the predicate.
   *
   * @throws Error after `timeoutMs`, as `waitForTrace()`
   */
  waitForSpan(
    nameOrPredicate: string | SpanPredicate,
    options: WaitOptions = {},
  ): Promise<ReadableSpan> {
    const isIt: SpanPredicate =
      typeof nameOrPredicate === 'string'
        ? ({ name }) => name === nameOrPredicate
        : nameOrPredicate;
    const what =
      typeof nameOrPredicate === 'string'
        ? `the span "${nameOrPredicate}"`
        : 'a span that meets the predicate';
    return this.#waitFor(what, () => this.spans().find(isIt), options);
  }

  /**
   * Runs work of the test as work of this application, in a span that begins a trace: for a provider
   * called directly, a message that is sent, or whatever has no request around it. Returns exactly
   * what the work returned, as `runInSpan()` does.
   */
  run<T>(name: string, work: (span: Span) => T): T {
    return context.with(this.#root(), () => runInSpan(name, work));
  }

  /** Forgets the spans that have finished so far. */
  reset(): void {
    this.recording.spans.reset();
  }

  /** A context in which work is known to be of this application. */
  #root(): Context {
    const application = this.recording.options ?? this.recording;
    return setEntrySpan(ROOT_CONTEXT, { application, noteError: () => undefined });
  }

  #waitFor<T>(
    what: string,
    find: () => T | undefined,
    { timeoutMs = TIMEOUT_MS }: WaitOptions,
    isUnfinished: () => boolean = () => false,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        stop();
        stopTimer(timer);
        end();
      };
      const orReject = (work: () => void) => (): void => {
        try {
          work();
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const attempt = orReject(() => {
        const found = find();
        if (found !== undefined) {
          settle(() => resolve(found));
        }
      });
      const giveUp = orReject(() => {
        const told = describeArrivals(this.recording, what, timeoutMs, isUnfinished());
        settle(() => reject(new Error(told)));
      });
      const stop = this.recording.spans.onChange(attempt);
      const timer = startTimer(giveUp, Math.min(timeoutMs, LONGEST_MS));
      attempt();
    });
  }
}
