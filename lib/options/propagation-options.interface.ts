import type { TextMapPropagator } from '@opentelemetry/api';

/** Formats of trace context known by name. */
export type PropagatorName = 'tracecontext' | 'baggage' | 'b3' | 'b3multi' | 'jaeger' | 'none';

/** Formats by name, or any OpenTelemetry `TextMapPropagator`. */
export type PropagatorsOption = readonly PropagatorName[] | TextMapPropagator;
