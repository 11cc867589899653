import { trace } from '@opentelemetry/api';
import type { Tracer } from '@opentelemetry/api';
import { TRACER_NAME, TRACER_VERSION } from '../tracing.constants.js';

/** The tracer of the provider registered now: asked for each time, since a later application may replace it. */
export function currentTracer(): Tracer {
  return trace.getTracer(TRACER_NAME, TRACER_VERSION);
}
