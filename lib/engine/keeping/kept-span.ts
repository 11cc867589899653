import { TraceFlags } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';

/**
 * The span as one that is sampled, which alone exporters take. The span itself stays as it is: work
 * that goes on below it must not begin to tell other services that the trace is sampled.
 */
export function asSampled<S extends ReadableSpan>(span: S): S {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const sampledFlags = traceFlags | TraceFlags.SAMPLED;
  const spanContext: SpanContext = { traceId, spanId, traceFlags: sampledFlags, traceState };
  // The getters of a span read and write its own fields, which the view inherits.
  return Object.create(span, {
    spanContext: { value: () => spanContext },
    // What the sink reads of a span of this engine.
    traceFlags: { value: sampledFlags },
  }) as S;
}
