import type { Tracer } from '@opentelemetry/api';

/** Spans that have ended, to be encoded again and again. */
export const spansPerBatch = 512;

/** One engine behind the OpenTelemetry API of this process. */
export interface Engine {
  /** Of the registered provider: everything is recorded, and nobody listens. */
  readonly tracer: Tracer;

  /** Of a provider that samples nothing. */
  readonly unsampledTracer: Tracer;

  /** Encodes {@link spansPerBatch} spans, which `make` starts and ends, to one OTLP request. */
  encoder(make: (tracer: Tracer) => void): () => unknown;
}
