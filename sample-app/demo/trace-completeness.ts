import { SpanKind } from '@opentelemetry/api';
import type { TraceSpan } from 'nestjs-tracing';

/** The span of the request that began the trace, once it has ended. */
export function rootRequest(trace: readonly TraceSpan[]): TraceSpan | undefined {
  return trace.find((span) => !span.parentSpanId && span.kind === SpanKind.SERVER);
}

/** What a trace still lacks, as the end of a sentence; nothing when it is complete. */
export function whatIsMissing(
  trace: readonly TraceSpan[],
  services: readonly string[] = [],
): string | undefined {
  if (!rootRequest(trace)) return 'the span of the request itself has not arrived';
  const silent = services.filter((name) => !trace.some((span) => span.serviceName === name));
  if (silent.length > 0) return `no span came from ${silent.join(' and ')}`;
  const known = new Set(trace.map((span) => span.spanId));
  const orphans = trace.filter((span) => span.parentSpanId && !known.has(span.parentSpanId));
  if (orphans.length === 0) return undefined;
  return `the parent of ${orphans.map(({ name }) => `"${name}"`).join(', ')} has not arrived`;
}
