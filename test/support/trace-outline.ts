import { SpanKind } from '@opentelemetry/api';
import type { TraceSpan } from '../../lib/index.js';
import { tree } from './span-tree.js';

/**
 * A trace of several services to compare with `tree()`: `gateway SERVER POST /checkout`, one line
 * a span, two blanks for each level. Only spans that hang together with the root appear.
 */
export function outlineTrace(spans: readonly TraceSpan[]): string {
  const linesBelow = (parent: string | undefined, indent: string): string[] =>
    spans
      .filter(({ parentSpanId }) => parentSpanId === parent)
      .flatMap(({ serviceName, kind, name, spanId }) => [
        `${indent}${serviceName} ${SpanKind[kind]} ${name}`,
        ...linesBelow(spanId, `${indent}  `),
      ]);
  return tree(linesBelow(undefined, '').join('\n'));
}
