import type { Context, Span } from '@opentelemetry/api';
import type { SpanDescription } from './span-description.interface.js';
import { currentTracer } from './tracer.js';

/** Starts the described span below the span of `parent`. */
export function startSpan(description: SpanDescription, parent: Context): Span {
  // A description is what the tracer takes as options, and may tell its attributes only when asked.
  return currentTracer().startSpan(description.name, description, parent);
}
