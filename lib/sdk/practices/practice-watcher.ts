import {
  isSpanContextValid,
  ROOT_CONTEXT,
  trace as traceApi,
  TraceFlags,
} from '@opentelemetry/api';
import type { Context, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { Background } from '../../engine/otlp/sending/background.js';
import type { ResolvedBestPractices } from '../../options/resolved-options.interface.js';
import { Advice } from '../../practices/advice.js';
import { judgeSafely } from '../../practices/judge-safely.js';
import { LocalTrace } from '../../practices/local-trace.js';
import { LostContexts } from '../../practices/lost-contexts.js';
import { SpanNames } from '../../practices/names/span-names.js';
import { OpenSpans } from '../../practices/open-spans.js';
import { StartPlace } from '../../practices/start-place.js';
import { WatchedSpan } from '../../practices/watched-span.js';
import { isContextEntered } from '../register-provider.js';

/**
 * Watches the sampled spans for what makes traces hard to read or incomplete. Its memory has bounds:
 * 2,000 names, 5,000 open spans and 1,000 left ones, 100 names in each trace with open spans, 200
 * routes of 200 suspects. Of each name it remembers 120 characters.
 */
export class PracticeWatcher implements SpanProcessor {
  readonly advice: Advice;
  readonly #names: SpanNames;
  readonly #open: OpenSpans;
  readonly #lost: LostContexts;
  /** By span context, of which there is one for each span, whatever it is wrapped in. */
  readonly #watched = new WeakMap<SpanContext, WatchedSpan>();
  /** A timer of a request would hold its open spans. */
  readonly #background = new Background();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly practices: ResolvedBestPractices) {
    this.advice = new Advice(practices.ignore);
    this.#names = new SpanNames(this.advice);
    this.#open = new OpenSpans(this.advice, practices.patienceMs);
    this.#lost = new LostContexts(this.advice);
  }

  onStart(span: Span, context: Context): void {
    const spanContext = span.spanContext();
    if (!isSampled(spanContext)) {
      return;
    }
    const above = traceApi.getSpanContext(context);
    const parent = above === undefined ? undefined : this.#watched.get(above);
    const trace = parent?.trace ?? new LocalTrace(span);
    if (parent === undefined) {
      this.#beginTrace(trace, span, context, above);
    } else {
      this.#noteLate(parent, span);
    }
    trace.begin();
    const watched = new WatchedSpan(trace, span, parent, new StartPlace());
    this.#watched.set(spanContext, watched);
    this.#open.add(watched);
    this.#lookLater();
  }

  onEnd(span: ReadableSpan): void {
    const watched = this.#watched.get(span.spanContext());
    if (watched === undefined) {
      return;
    }
    this.#open.remove(watched);
    const { trace } = watched;
    if (isSampled(span.spanContext())) {
      this.#names.judge(span);
      trace.end(span);
      watched.end(span, this.advice);
    } else {
      watched.forget();
    }
    if (trace.isBegunBy(span)) {
      this.#endTrace(trace, span);
    }
  }

  /** An error has left the work of a span, which may not be recorded. */
  noteThrown(spanContext: SpanContext): void {
    const watched = this.#watched.get(spanContext);
    if (watched !== undefined) {
      watched.hasThrown = true;
    }
  }

  /** A library has made no span, for want of a parent. */
  noteRefused(name: string, context: Context): void {
    if (isLeft(context)) {
      this.#lost.orphanBegins(name, { as: 'no span' });
    }
  }

  /** The application closes: what is open now will not end. Throws nothing, since delivery comes after it. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    judgeSafely(() => this.#open.judgeAll());
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {
    this.close();
  }

  #beginTrace(
    trace: LocalTrace,
    span: Span,
    context: Context,
    above: SpanContext | undefined,
  ): void {
    if (trace.isRequest) {
      this.#lost.requestBegins(trace);
    } else if ((above === undefined || !isSpanContextValid(above)) && isLeft(context)) {
      this.#lost.orphanBegins(span.name, { as: 'root' });
    }
  }

  #endTrace(trace: LocalTrace, span: ReadableSpan): void {
    // A request that was taken back has no trace that could be too long.
    const maxSpans = isSampled(span.spanContext()) ? this.practices.maxSpansPerRequest : Infinity;
    trace.finish(span.name, maxSpans, this.advice);
    if (trace.isRequest) {
      this.#lost.requestEnds(trace);
    }
  }

  #noteLate({ trace, span: parent }: WatchedSpan, { name }: Span): void {
    const isOver = parent === undefined && trace.isRequest;
    if (isOver && trace.overFor(performance.now()) >= this.practices.patienceMs) {
      this.#lost.orphanBegins(name, { as: 'late', earlier: trace.name });
    }
  }

  #lookLater(): void {
    if (this.#timer === undefined && !this.#open.isEmpty) {
      this.#timer = this.#background.run(() =>
        setTimeout(() => this.#look(), this.practices.patienceMs).unref(),
      );
    }
  }

  #look(): void {
    this.#timer = undefined;
    judgeSafely(() => this.#open.letGoOfQuiet());
    this.#lookLater();
  }
}

function isSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** Whether no context is active here, and nobody has made the root so on purpose. */
function isLeft(context: Context): boolean {
  return context === ROOT_CONTEXT && !isContextEntered();
}
