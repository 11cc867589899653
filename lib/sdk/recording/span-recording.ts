import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** The spans of an application under test: those that run, and those that have ended. */
export class SpanRecording implements SpanProcessor {
  #finished: ReadableSpan[] = [];
  #running = new Map<string, ReadableSpan>();
  #strays: string[] = [];
  readonly #listeners = new Set<() => void>();

  /** In the order in which they ended. */
  finished(): ReadableSpan[] {
    return [...this.#finished];
  }

  /** In the order in which they started. */
  running(): ReadableSpan[] {
    return [...this.#running.values()].filter(({ ended }) => !ended);
  }

  /** Names of spans that are missing here, because they may be those of another application. */
  strays(): string[] {
    return [...this.#strays];
  }

  reset(): void {
    this.#finished = [];
    this.#strays = [];
  }

  /** Calls back after each end of a span. @returns how to end that */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  noteStray(name: string): void {
    this.#strays.push(name);
  }

  onStart(span: Span): void {
    this.#running.set(span.spanContext().spanId, span);
  }

  onEnd(span: ReadableSpan): void {
    const { spanId, traceFlags } = span.spanContext();
    this.#running.delete(spanId);
    // What was skipped had begun as any other.
    if ((traceFlags & TraceFlags.SAMPLED) !== 0) {
      this.#finished.push(span);
    }
    this.#listeners.forEach((listener) => listener());
  }

  async forceFlush(): Promise<void> {
    // Everything is here already.
  }

  async shutdown(): Promise<void> {
    // What was recorded can be read after the end of the application.
  }
}
