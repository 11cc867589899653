import { context, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { followResult } from './follow-result.js';
import type { SpanDescription } from './span-description.interface.js';
import { SpanLifetime } from './span-lifetime.js';
import { startSpan } from './start-span.js';
import { TracedCall } from './traced-call.js';

/**
 * Runs work of any kind in a span, and returns what the work returned: the same value, promise,
 * generator or thenable. Only an Observable comes back as another, since each subscription to it
 * has a span of its own.
 */
export function runWithSpan<T>(description: SpanDescription, work: (span: Span) => T): T {
  const call = new TracedCall(description);
  let result: T;
  try {
    result = context.with(call.context, work, undefined, call.span);
  } catch (error) {
    call.lifetime.fail(error);
    throw error;
  }
  return followResult(result, call);
}

/**
 * Runs an async function in a span. Nobody else holds its promise, so the promise returned is one
 * derived from it: a side handler would hide from Node a rejection that nobody handles.
 */
export function runAsyncWithSpan<T>(
  description: SpanDescription,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = startSpan(description, context.active());
  const lifetime = new SpanLifetime(span, description);
  return context.with(trace.setSpan(context.active(), span), work, undefined, span).then(
    (value) => {
      lifetime.succeed(value);
      return value;
    },
    (error: unknown) => {
      lifetime.fail(error);
      throw error;
    },
  );
}
