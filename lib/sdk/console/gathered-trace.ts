import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { toTraceSpan } from './to-trace-span.js';
import type { TraceSpan } from './trace-span.interface.js';

/** Most spans of a trace that are kept, ended and running each. */
const MAX_SPANS = 512;

/** What is known of one trace in this process, and not printed yet. */
export class GatheredTrace {
  readonly #running = new Map<string, ReadableSpan>();
  #ended: TraceSpan[] = [];
  #runningCount = 0;
  #changedAt = 0;
  /** Whether spans have begun or ended since it was last taken. */
  hasNews = false;
  isContinued = false;

  /** Whether no span is running any more. */
  get isComplete(): boolean {
    return this.#runningCount <= 0;
  }

  get isFull(): boolean {
    return this.#ended.length >= MAX_SPANS;
  }

  get hasEnded(): boolean {
    return this.#ended.length > 0;
  }

  /** When it changed last, by the clock of `performance.now()`. */
  get changedAt(): number {
    return this.#changedAt;
  }

  begin(span: ReadableSpan): void {
    this.#runningCount += 1;
    if (this.#running.size < MAX_SPANS) {
      this.#running.set(span.spanContext().spanId, span);
    }
    this.#change();
  }

  end(span: ReadableSpan): void {
    this.#runningCount -= 1;
    this.#running.delete(span.spanContext().spanId);
    if (isShown(span)) {
      this.#ended.push(toTraceSpan(span));
    }
    this.#change();
  }

  /** The spans that ended since the last time. */
  takeEnded(): TraceSpan[] {
    const taken = this.#ended;
    this.#ended = [];
    this.hasNews = false;
    return taken;
  }

  /** The same, and those that are running now. */
  takeAll(): TraceSpan[] {
    const running = [...this.#running.values()].filter(isShown).map(toTraceSpan);
    return [...this.takeEnded(), ...running];
  }

  #change(): void {
    this.#changedAt = performance.now();
    this.hasNews = true;
  }
}

/** What was taken back while it ran is not exported, and not shown either. */
export function isShown(span: ReadableSpan): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}
