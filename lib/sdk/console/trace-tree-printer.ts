import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { formatOf } from '../../terminal/terminal-stream.js';
import type { TerminalStream } from '../../terminal/terminal-stream.js';
import { drawTrace } from './format-trace.js';
import { GatheredTrace, isShown } from './gathered-trace.js';
import { toTraceSpan } from './to-trace-span.js';
import type { TraceSpan } from './trace-span.interface.js';

/** Most traces gathered at a time: what goes beyond is printed as it stands. */
const MAX_TRACES = 256;

/** A trace in which nothing has begun or ended for so long may never end. */
const INCOMPLETE_AFTER_MS = 10_000;

/**
 * Prints each trace of this process as a tree, once no span of it is running any more. One in which
 * nothing happens for ten seconds is printed as incomplete, with what is running; what comes later is
 * printed as its continuation.
 */
export class TraceTreePrinter implements SpanProcessor {
  readonly #traces = new Map<string, GatheredTrace>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly stream: TerminalStream,
    private readonly incompleteAfterMs = INCOMPLETE_AFTER_MS,
  ) {}

  onStart(span: Span): void {
    const { traceId } = span.spanContext();
    const trace = this.#traces.get(traceId) ?? this.#gather(traceId);
    trace.begin(span);
    this.#timer ??= this.#wait(this.incompleteAfterMs);
  }

  onEnd(span: ReadableSpan): void {
    const { traceId } = span.spanContext();
    const trace = this.#traces.get(traceId);
    if (trace === undefined) {
      this.#print(isShown(span) ? [toTraceSpan(span)] : [], true);
      return;
    }
    trace.end(span);
    if (trace.isComplete) {
      this.#traces.delete(traceId);
    }
    if (trace.isComplete || trace.isFull) {
      this.#tell(trace, trace.takeEnded());
    }
  }

  async forceFlush(): Promise<void> {
    this.#tellThose(({ hasNews }) => hasNews);
  }

  async shutdown(): Promise<void> {
    clearTimeout(this.#timer);
    await this.forceFlush();
  }

  #gather(traceId: string): GatheredTrace {
    this.#makeRoom();
    const trace = new GatheredTrace();
    this.#traces.set(traceId, trace);
    return trace;
  }

  /** Lets one go that may never end, or else the oldest. */
  #makeRoom(): void {
    if (this.#traces.size < MAX_TRACES) {
      return;
    }
    const traces = [...this.#traces];
    const [traceId, trace] = traces.find(([, { hasNews }]) => !hasNews) ?? traces[0]!;
    this.#traces.delete(traceId);
    if (trace.hasEnded) {
      this.#tell(trace, trace.takeAll());
    }
  }

  #wait(forMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#tellStuck(), forMs).unref();
  }

  #tellStuck(): void {
    const now = performance.now();
    this.#tellThose(
      ({ hasNews, changedAt }) => hasNews && now - changedAt >= this.incompleteAfterMs,
    );
    const waiting = [...this.#traces.values()].filter(({ hasNews }) => hasNews);
    const next = Math.min(...waiting.map(({ changedAt }) => changedAt)) + this.incompleteAfterMs;
    this.#timer = waiting.length > 0 ? this.#wait(Math.max(next - now, 1)) : undefined;
  }

  #tellThose(isMeant: (trace: GatheredTrace) => boolean): void {
    for (const trace of this.#traces.values()) {
      if (isMeant(trace)) {
        this.#tell(trace, trace.takeAll());
      }
    }
  }

  #tell(trace: GatheredTrace, spans: readonly TraceSpan[]): void {
    this.#print(spans, trace.isContinued);
    trace.isContinued ||= spans.length > 0;
  }

  #print(spans: readonly TraceSpan[], isContinued: boolean): void {
    if (spans.length > 0) {
      const format = { ...formatOf(this.stream), isContinued };
      this.stream.write(`\n${drawTrace(spans, format)}\n`);
    }
  }
}
