import { isSpanContextValid, trace as traceApi, TraceFlags } from '@opentelemetry/api';
import type { Context, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { GivenUpReport } from './given-up-report.js';
import type { KeepRules } from './keep-rules.interface.js';
import { asSampled } from './kept-span.js';
import { LocalTrace } from './local-trace.js';
import type { KeptFor } from './local-trace.js';
import { isTakenBack } from './taken-back.js';

/** How long a trace may stay undecided, and one that waits for spans it left open. */
const MAX_OPEN_MS = 600_000;
const MAX_LINGERING_MS = 30_000;

/** Between two looks for traces that are older. */
const LOOK_MS = 1_000;

/** One trace may fill this part of the room for spans. */
const MAX_SHARE = 1 / 4;

/**
 * Holds back the end of unsampled spans until it is known whether to keep their trace; then they go
 * on as if they were sampled, or as they are, which no exporter takes. Sampled spans pass.
 */
export class TraceKeeper implements SpanProcessor {
  /** By span context, of which there is one for each span, whatever it is wrapped in. */
  readonly #traces = new WeakMap<SpanContext, LocalTrace>();

  /** Undecided ones by their age: with an open root, and those only spans below it keep open. */
  readonly #open = new Set<LocalTrace>();
  readonly #lingering = new Set<LocalTrace>();

  readonly #report = new GivenUpReport();
  #heldSpans = 0;
  #lookedAt = performance.now();

  /**
   * @param processors told of all spans, as one that throws nothing
   * @param onKept told of each span that is kept, after the processors
   */
  constructor(
    private readonly rules: KeepRules,
    private readonly processors: SpanProcessor,
    private readonly onKept?: (span: ReadableSpan) => void,
  ) {}

  /** How much is undecided. */
  get undecided(): { readonly traces: number; readonly spans: number } {
    return { traces: this.#open.size + this.#lingering.size, spans: this.#heldSpans };
  }

  /** Whether a span is to be recorded that a sampler does not want, by its valid parent, if any. */
  recordsBelow(parent: SpanContext | undefined): boolean {
    if (parent === undefined) {
      return true;
    }
    const trace = this.#traces.get(parent);
    return trace === undefined
      ? isElsewhere(parent)
      : trace.isKept !== false && !isTakenBack(parent);
  }

  onStart(span: Span, parent: Context): void {
    this.processors.onStart(span, parent);
    const spanContext = span.spanContext();
    const trace = isSampled(spanContext)
      ? undefined
      : this.#traceBelow(traceApi.getSpanContext(parent), span);
    if (trace !== undefined) {
      trace.openSpans += 1;
      this.#traces.set(spanContext, trace);
    }
  }

  onEnding(span: Span): void {
    this.processors.onEnding?.(span);
  }

  onEnd(span: ReadableSpan): void {
    const spanContext = span.spanContext();
    const trace = isSampled(spanContext) ? undefined : this.#traces.get(spanContext);
    if (trace === undefined) {
      this.processors.onEnd(span);
    } else if (trace.isKept === undefined) {
      this.#hold(trace, span);
    } else {
      this.#handOver(trace, span);
    }
  }

  async forceFlush(): Promise<void> {
    this.#keepWhatIsKnown();
    await this.processors.forceFlush();
  }

  async shutdown(): Promise<void> {
    this.#keepWhatIsKnown();
    this.#report.tellRest();
    await this.processors.shutdown();
  }

  #traceBelow(parent: SpanContext | undefined, span: Span): LocalTrace | undefined {
    const trace = parent === undefined ? undefined : this.#traces.get(parent);
    return trace ?? (parent === undefined || isElsewhere(parent) ? this.#begin(span) : undefined);
  }

  #begin(root: Span): LocalTrace {
    const trace = new LocalTrace(root, this.rules);
    this.#giveUpOld(trace.since);
    if (this.undecided.traces >= this.rules.maxTraces) {
      this.#giveUpOldest();
    }
    this.#open.add(trace);
    return trace;
  }

  #hold(trace: LocalTrace, span: ReadableSpan): void {
    const wasRootOpen = !trace.hasRootEnded;
    trace.add(span);
    this.#heldSpans += 1;
    if (trace.hasRootEnded) {
      this.#conclude(trace, wasRootOpen);
    } else if (trace.spans.length > this.rules.maxSpans * MAX_SHARE) {
      this.#giveUp(trace);
    }
    while (this.#heldSpans > this.rules.maxSpans) {
      this.#giveUpOldest();
    }
  }

  /** Decides, unless spans are still open that may be a reason to keep it. */
  #conclude(trace: LocalTrace, isNew: boolean): void {
    const reason = trace.reasonToKeep();
    if (reason !== undefined || trace.openSpans === 0) {
      this.#decide(trace, reason);
    } else if (isNew) {
      this.#open.delete(trace);
      this.#lingering.add(trace);
    }
  }

  #giveUpOld(now: number): void {
    if (now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now;
      const isOlder = (ageMs: number) => (trace: LocalTrace) => now - trace.since > ageMs;
      this.#giveUpWhile(this.#lingering, isOlder(MAX_LINGERING_MS));
      this.#giveUpWhile(this.#open, isOlder(MAX_OPEN_MS));
    }
  }

  #giveUpWhile(traces: ReadonlySet<LocalTrace>, isToGo: (trace: LocalTrace) => boolean): void {
    for (const trace of traces) {
      if (!isToGo(trace)) {
        return;
      }
      this.#giveUp(trace);
    }
  }

  #giveUpOldest(): void {
    const [oldest] = this.#lingering.size > 0 ? this.#lingering : this.#open;
    if (oldest !== undefined) {
      this.#giveUp(oldest);
    }
  }

  /** Decides by what is known. A trace whose root has ended well is hardly a loss. */
  #giveUp(trace: LocalTrace): void {
    const reason = trace.reasonToKeep();
    if (reason === undefined && !trace.hasRootEnded) {
      this.#report.add();
    }
    this.#decide(trace, reason);
  }

  #keepWhatIsKnown(): void {
    for (const trace of [...this.#lingering, ...this.#open]) {
      const reason = trace.reasonToKeep();
      if (reason !== undefined) {
        this.#decide(trace, reason);
      }
    }
  }

  #decide(trace: LocalTrace, reason: KeptFor | undefined): void {
    this.#open.delete(trace);
    this.#lingering.delete(trace);
    const spans = trace.decide(reason);
    this.#heldSpans -= spans.length;
    for (const span of spans) {
      this.#handOver(trace, span);
    }
  }

  #handOver({ isKept }: LocalTrace, span: ReadableSpan): void {
    if (isKept !== true || isTakenBack(span.spanContext())) {
      this.processors.onEnd(span);
      return;
    }
    const kept = asSampled(span);
    this.processors.onEnd(kept);
    this.onKept?.(kept);
  }
}

function isSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** In another process, or nowhere. */
function isElsewhere(parent: SpanContext): boolean {
  return parent.isRemote === true || !isSpanContextValid(parent);
}
