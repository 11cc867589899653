import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';

/**
 * Spans as a tree to compare with: one line a span, `KIND name` (kinds other than INTERNAL), two
 * blanks for each level, siblings in the order they started, traces in the order they began.
 */
export function spanTree(spans: readonly ReadableSpan[]): string {
  const known = new Set(spans.map((span) => span.spanContext().spanId));
  const inOrder = spans.toSorted(byStart);
  const childrenOf = (parent: string | undefined) =>
    inOrder.filter(({ parentSpanContext: of }) =>
      parent === undefined ? !known.has(of?.spanId ?? '') : of?.spanId === parent,
    );
  const lines = (parent: string | undefined, indent: string): string[] =>
    childrenOf(parent).flatMap((span) => [
      `${indent}${span.kind === SpanKind.INTERNAL ? '' : `${SpanKind[span.kind]} `}${span.name}`,
      ...lines(span.spanContext().spanId, `${indent}  `),
    ]);
  return lines(undefined, '').join('\n');
}

/** A tree written in a template literal, without the indentation of the test around it. */
export function tree(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const margin = Math.min(...lines.map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(margin)).join('\n');
}

function byStart(a: ReadableSpan, b: ReadableSpan): number {
  return a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1];
}
