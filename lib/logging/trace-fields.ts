import { isSpanContextValid, trace } from '@opentelemetry/api';
import { FIELD_SPAN_ID, FIELD_TRACE_FLAGS, FIELD_TRACE_ID } from '../semconv/log-attributes.js';

/** What connects a log line with its trace. */
export interface TraceFields {
  /** 32 hexadecimal digits. */
  readonly [FIELD_TRACE_ID]: string;
  /** 16 hexadecimal digits. */
  readonly [FIELD_SPAN_ID]: string;
  /** `01` for a sampled trace, else `00`. */
  readonly [FIELD_TRACE_FLAGS]: string;
}

/** Those of the active span; undefined outside of a trace. */
function activeTraceFields(): TraceFields | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  // Who calls may send anything as the ids; only valid ones are hexadecimal and nothing else.
  return span !== undefined && isSpanContextValid(span)
    ? {
        [FIELD_TRACE_ID]: span.traceId,
        [FIELD_SPAN_ID]: span.spanId,
        [FIELD_TRACE_FLAGS]: span.traceFlags.toString(16).padStart(2, '0'),
      }
    : undefined;
}

/** ` trace_id=… span_id=…`, to stand after a message; empty outside of a trace. */
export function activeTraceText(): string {
  const fields = activeTraceFields();
  return fields === undefined
    ? ''
    : ` ${FIELD_TRACE_ID}=${fields[FIELD_TRACE_ID]} ${FIELD_SPAN_ID}=${fields[FIELD_SPAN_ID]}`;
}

/** Adds them to a record that is about to be written, unless it tells a trace already. */
export function addTraceFields<T extends object>(record: T): T {
  const fields = activeTraceFields();
  return fields === undefined || Object.hasOwn(record, FIELD_TRACE_ID)
    ? record
    : { ...record, ...fields };
}
