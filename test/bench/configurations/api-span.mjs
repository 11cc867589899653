import { SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('bench');

/** The decorator that a careful user of the OpenTelemetry API writes for async methods. */
export const apiSpan = (name) => (_target, _key, descriptor) => {
  const original = descriptor.value;
  descriptor.value = function (...args) {
    return tracer.startActiveSpan(name, async (span) => {
      try {
        return await original.apply(this, args);
      } catch (error) {
        span.recordException(error);
        span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
        throw error;
      } finally {
        span.end();
      }
    });
  };
  return descriptor;
};
