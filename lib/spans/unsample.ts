import { TraceFlags } from '@opentelemetry/api';
import type { Span, SpanContext } from '@opentelemetry/api';
import { TAKEN_BACK } from '../tracing.internal-constants.js';

/**
 * Takes back that a span is sampled: it can still be used and ended, but no exporter takes it, and
 * what it is the parent of, here or in another service, is not sampled either.
 */
export function unsample(span: Span): void {
  // Both engines keep one span context for each span, and read the flag from it when they need it.
  const spanContext: SpanContext & { [TAKEN_BACK]?: true } = span.spanContext();
  spanContext.traceFlags &= ~TraceFlags.SAMPLED;
  // One that was not sampled in the first place might still be kept.
  spanContext[TAKEN_BACK] = true;
}
