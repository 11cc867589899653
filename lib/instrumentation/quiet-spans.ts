import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';

/** Stands for a span that is not made. What is started below it has no parent. */
export const SILENT_SPAN: Span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/**
 * Stands for a span that is not made, where the instrumentation makes it the active one: what is
 * started below it is a child of the span that was active before.
 */
export function passThrough(context: Context): Span {
  const parent = parentSpan(context);
  return parent === undefined ? SILENT_SPAN : trace.wrapSpanContext(parent.spanContext());
}

/** The span of a context, unless it only stands for one. */
export function parentSpan(context: Context): Span | undefined {
  const span = trace.getSpan(context);
  return span === SILENT_SPAN ? undefined : span;
}
