import { isSpanContextValid } from '@opentelemetry/api';
import type { Span, SpanContext } from '@opentelemetry/api';
import { ContextSpan } from '../context/context-span.js';
import { RemoteSpanContext } from './remote-span-context.js';

/** What is known of a span from elsewhere, unless its ids are no ids. */
export function validSpanContext(span: unknown): SpanContext | undefined {
  const spanContext = (span as Span | undefined)?.spanContext();
  return spanContext !== undefined && isValid(span, spanContext) ? spanContext : undefined;
}

/** Our own need no check, which is two regular expressions. */
function isValid(span: unknown, spanContext: SpanContext): boolean {
  return (
    span instanceof ContextSpan ||
    spanContext instanceof RemoteSpanContext ||
    isSpanContextValid(spanContext)
  );
}
