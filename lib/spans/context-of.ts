import { trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';

/**
 * The context in which a span is active that was started in `parent`. A span of this package's
 * engine is that context already.
 */
export function contextOf(span: Span, parent: Context): Context {
  return isContext(span) ? span : trace.setSpan(parent, span);
}

function isContext(span: Span & Partial<Context>): span is Span & Context {
  return typeof span.getValue === 'function';
}
