import { context } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { contextOf } from './context-of.js';
import { endSpan, failSpan } from './end-span.js';
import { followResult } from './follow-result.js';
import type { Method } from './imitate.js';
import { isAsyncFunction } from './is-async-function.js';
import { LazySpan } from './lazy-span.js';
import type { SpanDescription } from './span-description.interface.js';
import { startSpan } from './start-span.js';

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
function callAsyncWithSpan<A extends unknown[], R>(
  description: SpanDescription,
  parent: Context,
  method: Work<A, Promise<R>>,
  self: unknown,
  args: A,
): Promise<R> {
  const span = startSpan(description, parent);
  return callAsyncBelow(span, description, parent, method, self, args);
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

function isReference<T>(value: T): value is T & object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
