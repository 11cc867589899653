import { context } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { contextOf } from './context-of.js';
import { endSpan, failSpan } from './end-span.js';
import { followResult } from './follow-result.js';
import type { Method } from './imitate.js';
import { isAsyncFunction } from './is-async-function.js';
import { LazySpan } from './lazy-span.js';
import type { SpanDescription } from './span-description.interface.js';
import { callAsyncWithSpan } from './run-async-with-span.js';

type Work<A extends unknown[], R> = (this: unknown, ...args: A) => R;

/** Calls a method below the span of `parent`, in a span of its own. */
export type CallInSpan = (
  description: SpanDescription,
  parent: Context,
  method: Method,
  self: unknown,
  args: unknown[],
) => unknown;

/** How to call a method in a span: an async function is known to be one before it is called. */
export function callInSpan(method: Method): CallInSpan {
  return isAsyncFunction(method) ? (callAsyncWithSpan as CallInSpan) : callWithSpan;
}

/**
 * Runs work of any kind in a span, and returns what the work returned: the same value, promise,
 * generator or thenable. Only an Observable comes back as another, since each subscription to it
 * has a span of its own.
 */
export function runWithSpan<R>(description: SpanDescription, work: (span: Span) => R): R {
  const span = new LazySpan(description, context.active());
  return callBelow<[Span], R>(span, work, undefined, [span]);
}

/** Calls a method as `runWithSpan()` runs work, below the span of `parent`. */
function callWithSpan<A extends unknown[], R>(
  description: SpanDescription,
  parent: Context,
  method: Work<A, R>,
  self: unknown,
  args: A,
): R {
  return callBelow(new LazySpan(description, parent), method, self, args);
}

/** Calls a method as `runWithSpan()` runs work, in a span that was made for it. */
export function callBelow<A extends unknown[], R>(
  span: LazySpan,
  work: Work<A, R>,
  self: unknown,
  args: A,
): R {
  const active = contextOf(span, span.parent);
  let result: R;
  try {
    result = context.with(active, work, self, ...args);
  } catch (error) {
    failSpan(span, span.description, error);
    throw error;
  }
  return isReference(result) ? followResult(result, span) : done(result, span);
}

function done<R>(result: R, span: LazySpan): R {
  endSpan(span, span.description, result);
  return result;
}

function isReference<T>(value: T): value is T & object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
