import { SpanKind } from '@opentelemetry/api';
import type { TraceSpan } from '../../lib/index.js';

/**
 * A trace of several services to compare with: `gateway SERVER POST /checkout`, one line a span,
 * two blanks for each level, siblings in the order they began. Only spans that hang together with
 * the root appear.
 */
export function outlineTrace(spans: readonly TraceSpan[]): string {
  const inOrder = spans.toSorted((left, right) => left.startTimeMs - right.startTimeMs);
  const linesBelow = (parent: string | undefined, indent: string): string[] =>
    inOrder
      .filter(({ parentSpanId }) => parentSpanId === parent)
      .flatMap(({ serviceName, kind, name, spanId }) => [
        `${indent}${serviceName} ${SpanKind[kind]} ${name}`,
        ...linesBelow(spanId, `${indent}  `),
      ]);
  return linesBelow(undefined, '').join('\n');
}
