import type { Span, TracerProvider } from '@opentelemetry/api';
import { recordException } from '../spans/record-error.js';
import { SILENT_SPAN } from './quiet-spans.js';
import { followProvider, wrapTracers } from './wrapped-tracer.js';

/** A span that every timer and pool made at the start would have as its parent for good. */
const START_OF_APPLICATION = 'Create Nest App';

let current: TracerProvider;

/**
 * For the instrumentation of nestjs-core, which keeps the tracer it has when it patches Nest, and
 * would go on making spans for a provider that is not in force any more.
 */
export function nestCoreTracers(provider: TracerProvider): TracerProvider {
  current = provider;
  return wrapTracers(
    followProvider(() => current),
    (tracer) => (name, options, context) =>
      name === START_OF_APPLICATION
        ? SILENT_SPAN
        : recordingOnce(tracer.startSpan(name, options, context)),
  );
}

/** An error has one exception event in a trace: not one for each span it passes through. */
function recordingOnce(span: Span): Span {
  span.recordException = (error) => {
    Reflect.deleteProperty(span, 'recordException');
    recordException(span, error);
  };
  return span;
}
