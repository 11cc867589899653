import { TraceFlags } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';

/**
 * Takes back that a span is sampled: it can still be used and ended, but no exporter takes it, and
 * what it is the parent of, here or in another service, is not sampled either.
 */
export function unsample(span: Span): void {
  // Both engines keep one span context for each span, and read the flag from it when they need it.
  span.spanContext().traceFlags &= ~TraceFlags.SAMPLED;
}
