import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator } from '@opentelemetry/core';
import { BaggagePropagator } from './baggage-propagator.js';
import { TraceContextPropagator } from './trace-context-propagator.js';

/** Trace context and baggage, in the W3C's formats. */
export function w3cPropagator(): TextMapPropagator {
  return new CompositePropagator({
    propagators: [new TraceContextPropagator(), new BaggagePropagator()],
  });
}
