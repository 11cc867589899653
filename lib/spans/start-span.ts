import type { Context, Span, SpanOptions } from '@opentelemetry/api';
import type { SpanDescription } from './span-description.interface.js';
import { currentTracer } from './tracer.js';

/** Starts the described span below the span of `parent`. */
export function startSpan(
  description: SpanDescription,
  parent: Context,
  startTime?: SpanOptions['startTime'],
): Span {
  const { kind, attributes, links, root } = description;
  return currentTracer().startSpan(
    description.name,
    { kind, attributes, links, root, startTime },
    parent,
  );
}
