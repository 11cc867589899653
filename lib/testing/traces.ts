import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';

/** The spans by trace, the trace that ended a span first before the others. */
export function tracesOf(spans: readonly ReadableSpan[]): ReadableSpan[][] {
  return new GrowingTraces().of(spans);
}

/** The same of a list that grows: each span is looked at once, however often somebody asks. */
export class GrowingTraces {
  readonly #traces = new Map<string, ReadableSpan[]>();
  #latest: ReadableSpan | undefined;
  #count = 0;

  of(spans: readonly ReadableSpan[]): ReadableSpan[][] {
    // Others are there where the recorder was told to forget some.
    if (this.#count > 0 && spans[this.#count - 1] !== this.#latest) {
      this.#traces.clear();
      this.#count = 0;
    }
    spans.slice(this.#count).forEach((span) => this.#add(span));
    this.#count = spans.length;
    this.#latest = spans.at(-1);
    return [...this.#traces.values()];
  }

  #add(span: ReadableSpan): void {
    const { traceId } = span.spanContext();
    const trace = this.#traces.get(traceId);
    if (trace === undefined) {
      this.#traces.set(traceId, [span]);
    } else {
      trace.push(span);
    }
  }
}

/** Whether none of the running spans is of this trace. */
export function hasEnded(
  [first]: readonly ReadableSpan[],
  running: readonly ReadableSpan[],
): boolean {
  const traceId = first?.spanContext().traceId;
  return !running.some((span) => span.spanContext().traceId === traceId);
}
