import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { formatOf } from '../../terminal/terminal-stream.js';
import type { TerminalStream } from '../../terminal/terminal-stream.js';
import { formatTrace } from './format-trace.js';
import { toTraceSpan } from './to-trace-span.js';
import type { TraceSpan } from './trace-span.interface.js';

/** Most traces gathered at a time, and most spans of one: what goes beyond is printed as it stands. */
const MAX_TRACES = 256;
const MAX_SPANS = 512;

interface GatheredTrace {
  readonly spans: TraceSpan[];
  openSpans: number;
}

/** Prints each trace of this process as a tree, once no span of it is open any more. */
export class TraceTreePrinter implements SpanProcessor {
  readonly #traces = new Map<string, GatheredTrace>();

  constructor(private readonly stream: TerminalStream) {}

  onStart(span: Span): void {
    const { traceId } = span.spanContext();
    const trace = this.#traces.get(traceId);
    if (trace !== undefined) {
      trace.openSpans += 1;
      return;
    }
    this.#makeRoom();
    this.#traces.set(traceId, { spans: [], openSpans: 1 });
  }

  onEnd(span: ReadableSpan): void {
    const { traceId, traceFlags } = span.spanContext();
    // What was taken back while it was open is not exported, and not shown either.
    const shown = (traceFlags & TraceFlags.SAMPLED) === 0 ? [] : [toTraceSpan(span)];
    const trace = this.#traces.get(traceId);
    if (trace === undefined) {
      this.#print(shown);
      return;
    }
    trace.spans.push(...shown);
    trace.openSpans -= 1;
    if (trace.openSpans <= 0) {
      this.#traces.delete(traceId);
    }
    if (trace.openSpans <= 0 || trace.spans.length >= MAX_SPANS) {
      this.#print(trace.spans.splice(0));
    }
  }

  async forceFlush(): Promise<void> {
    for (const { spans } of this.#traces.values()) {
      this.#print(spans.splice(0));
    }
  }

  shutdown(): Promise<void> {
    return this.forceFlush();
  }

  #makeRoom(): void {
    const [oldest] = this.#traces;
    if (oldest !== undefined && this.#traces.size >= MAX_TRACES) {
      this.#traces.delete(oldest[0]);
      this.#print(oldest[1].spans);
    }
  }

  #print(spans: readonly TraceSpan[]): void {
    if (spans.length > 0) {
      this.stream.write(`\n${formatTrace(spans, formatOf(this.stream))}\n`);
    }
  }
}
