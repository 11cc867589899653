import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '../../semconv/attributes.js';
import type { TraceSpan } from './trace-span.interface.js';

/** A span of this process, ended or still running, ready to be formatted. */
export function toTraceSpan(span: ReadableSpan): TraceSpan {
  const { traceId, spanId } = span.spanContext();
  const startTimeMs = hrTimeToMilliseconds(span.startTime);
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    name: span.name,
    kind: span.kind,
    serviceName: serviceNameOf(span),
    startTimeMs,
    durationMs: span.ended
      ? hrTimeToMilliseconds(span.duration)
      : Math.max(Date.now() - startTimeMs, 0),
    isRunning: !span.ended,
    attributes: span.attributes,
    status: span.status,
    events: span.events,
  };
}

/** The attributes as a whole must not be asked for while the id of the host is still being read. */
function serviceNameOf({ resource }: ReadableSpan): string {
  const names = resource.getRawAttributes().filter(([key]) => key === ATTR_SERVICE_NAME);
  return names.map(([, name]) => name).find((name) => typeof name === 'string') ?? '';
}
