import { trace } from '@opentelemetry/api';
import type { Tracer, TracerProvider } from '@opentelemetry/api';
import { TRACER_NAME, TRACER_VERSION } from '../tracing.constants.js';

let knownProvider: TracerProvider | undefined;
let knownTracer: Tracer | undefined;

/** The tracer of the provider registered now: looked at each time, since a later application may replace it. */
export function currentTracer(): Tracer {
  const provider = trace.getTracerProvider();
  if (knownTracer === undefined || provider !== knownProvider) {
    knownProvider = provider;
    knownTracer = provider.getTracer(TRACER_NAME, TRACER_VERSION);
  }
  return knownTracer;
}
