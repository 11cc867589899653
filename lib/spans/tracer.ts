import { ProxyTracerProvider, trace } from '@opentelemetry/api';
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

let workingProvider: TracerProvider | undefined;

/** Whether no tracer provider is registered, so that no span would record anything. */
export function isTracingOff(): boolean {
  const provider = trace.getTracerProvider();
  if (provider === workingProvider) {
    return false;
  }
  if (
    provider instanceof ProxyTracerProvider &&
    provider.getDelegateTracer(TRACER_NAME) === undefined
  ) {
    return true;
  }
  // What stands behind a proxy once stays there, and to ask it for a tracer is not free.
  workingProvider = provider;
  return false;
}
