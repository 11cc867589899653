import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { WireSpan } from '../engine/support/otlp-messages.js';
import { tree } from '../support/span-tree.js';

/**
 * The spans of one trace, to compare with `tree()`. A line is the kind unless it is INTERNAL, the
 * name, the HTTP status where there is one, ERROR where the span says so, the types of the exceptions
 * recorded on it, and the names of spans it is linked to: `SERVER GET /broken 500 ERROR`, `OrdersService.read ERROR !DatabaseDown`.
 */
export function drawTree(spans: readonly WireSpan[], traceId: string): string {
  const ofTrace = spans.filter((span) => span.traceId === traceId);
  const known = new Set(ofTrace.map(({ spanId }) => spanId));
  const linesBelow = (parent: string | undefined, indent: string): string[] =>
    ofTrace
      .filter(({ parentSpanId: of }) => (parent === undefined ? !known.has(of) : of === parent))
      .flatMap((span) => [
        `${indent}${titleOf(span, spans)}`,
        ...linesBelow(span.spanId, `${indent}  `),
      ]);
  return tree(linesBelow(undefined, '').join('\n'));
}

function titleOf(span: WireSpan, all: readonly WireSpan[]): string {
  const { kind, name, attributes, status, events, links } = span;
  // OTLP keeps 0 for "unspecified" and counts the kinds from 1; the API counts from 0.
  const kindName = SpanKind[kind - 1] ?? 'UNKNOWN';
  const { code } = status as { code: SpanStatusCode };
  return [
    ...(kindName === 'INTERNAL' ? [] : [kindName]),
    name,
    ...valuesOf(attributes, 'http.response.status_code'),
    ...(code === SpanStatusCode.ERROR ? ['ERROR'] : []),
    ...(events as { attributes: Record<string, unknown> }[]).flatMap((event) =>
      valuesOf(event.attributes, 'exception.type').map((type) => `!${type}`),
    ),
    ...(links as { spanId: string }[]).map((link) => `linked to ${nameOf(link.spanId, all)}`),
  ].join(' ');
}

function nameOf(spanId: string, all: readonly WireSpan[]): string {
  return all.find((span) => span.spanId === spanId)?.name ?? 'nobody';
}

/** An attribute as the wire has it: none, or the one field of its value. */
function valuesOf(attributes: Readonly<Record<string, unknown>>, key: string): string[] {
  const value = attributes[key] as Record<string, unknown> | undefined;
  return value === undefined ? [] : [String(value.stringValue ?? value.intValue)];
}
