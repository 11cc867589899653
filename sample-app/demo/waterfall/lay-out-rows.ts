import type { TraceSpan } from 'nestjs-tracing';

/** One line of the picture: a span, and how far below the root it is. */
export interface WaterfallRow {
  readonly span: TraceSpan;
  readonly depth: number;
}

/** The spans that hang together with the root, depth first, siblings by their start. */
export function layOutRows(spans: readonly TraceSpan[]): WaterfallRow[] {
  const byStart = spans.toSorted((a, b) => a.startTimeMs - b.startTimeMs);
  const rowsBelow = (parent: string | undefined, depth: number): WaterfallRow[] =>
    byStart
      .filter(({ parentSpanId }) => parentSpanId === parent)
      .flatMap((span) => [{ span, depth }, ...rowsBelow(span.spanId, depth + 1)]);
  return rowsBelow(undefined, 0);
}
