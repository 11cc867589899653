import { context } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { contextOf } from './context-of.js';
import { endSpan, failSpan } from './end-span.js';
import type { SpanDescription } from './span-description.interface.js';
import { startSpan } from './start-span.js';

type Work<A extends unknown[], R> = (this: unknown, ...args: A) => R;

/**
 * Runs an async function in a span. Nobody else holds its promise, so the promise returned is one
 * derived from it: a side handler would hide from Node a rejection that nobody handles.
 */
export function runAsyncWithSpan<R>(
  description: SpanDescription,
  work: (span: Span) => Promise<R>,
): Promise<R> {
  const parent = context.active();
  const span = startSpan(description, parent);
  return callAsyncBelow(span, description, parent, work, undefined, [span]);
}

/** Calls an async method as `runAsyncWithSpan()` runs work, below the span of `parent`. */
export function callAsyncWithSpan<A extends unknown[], R>(
  description: SpanDescription,
  parent: Context,
  method: Work<A, Promise<R>>,
  self: unknown,
  args: A,
): Promise<R> {
  const span = startSpan(description, parent);
  return callAsyncBelow(span, description, parent, method, self, args);
}

function callAsyncBelow<A extends unknown[], R>(
  span: Span,
  description: SpanDescription,
  parent: Context,
  work: Work<A, Promise<R>>,
  self: unknown,
  args: A,
): Promise<R> {
  return context.with(contextOf(span, parent), work, self, ...args).then(
    (result) => {
      endSpan(span, description, result);
      return result;
    },
    (error: unknown) => {
      failSpan(span, description, error);
      throw error;
    },
  );
}
