/**
 * Fields of a log record that connect it with its trace, as the specification names them for formats
 * other than OTLP.
 *
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/
 */
export const FIELD_TRACE_ID = 'trace_id';
export const FIELD_SPAN_ID = 'span_id';
export const FIELD_TRACE_FLAGS = 'trace_flags';

/**
 * Event of a span for a line of the log that is no exception. The name is the one under which
 * OpenTracing's logs without a name are kept; the keys are our own, since the conventions have none.
 *
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/opentracing/#log
 */
export const EVENT_LOG = 'log';
/** `ERROR` or `FATAL`. */
export const ATTR_LOG_SEVERITY = 'log.severity';
export const ATTR_LOG_MESSAGE = 'log.message';
