import type { Span } from '@opentelemetry/api';
import { context } from '@opentelemetry/api';
import { activeSpan } from './active-span.js';
import { isTraceDropped } from './dropped-trace.js';
import { isAsyncFunction } from './is-async-function.js';
import { runAsyncWithSpan } from './run-async-with-span.js';
import type { RunInSpanOptions } from './run-in-span-options.interface.js';
import { runWithSpan } from './run-with-span.js';
import type { SpanDescription } from './span-description.interface.js';

/**
 * Runs work in a span, as a child of the active one, and returns exactly what the work returned.
 * The span ends when the result is there: on return, when a promise settles, when a generator is
 * done, and for an Observable on completion, error or unsubscription, with a span for each
 * subscription. An error that leaves the work is recorded and thrown on.
 *
 * Give it an `async` function where nobody awaits the result: only then does Node still report a
 * rejection as unhandled, since a promise of any other function is watched and so counts as handled.
 *
 * @example
 * ```ts
 * const rates = await runInSpan('rates.load', async (span) => {
 *   span.setAttribute('rates.source', 'ecb');
 *   return { EUR: 1 };
 * });
 * ```
 * @param name low-cardinality name of the span
 * @param work receives the span
 * @returns what the work returned: the same value, promise or Observable
 * @throws whatever the work throws, unchanged
 * @publicApi
 */
export function runInSpan<T>(name: string, work: (span: Span) => T): T;
/**
 * Runs work in a span like `runInSpan(name, work)`, with a kind, attributes or links from its start.
 *
 * @param name low-cardinality name of the span
 * @param options what the span begins with; INTERNAL and below the active span unless it says otherwise
 * @param work receives the span
 * @returns what the work returned: the same value, promise or Observable
 * @throws whatever the work throws, unchanged
 * @publicApi
 */
export function runInSpan<T>(name: string, options: RunInSpanOptions, work: (span: Span) => T): T;
export function runInSpan<T>(
  name: string,
  optionsOrWork: RunInSpanOptions | ((span: Span) => T),
  work?: (span: Span) => T,
): T {
  return typeof optionsOrWork === 'function'
    ? run({ name }, optionsOrWork)
    : run({ ...optionsOrWork, name }, work!);
}

function run<T>(description: SpanDescription, work: (span: Span) => T): T {
  if (description.root !== true && isTraceDropped(context.active())) {
    return work(activeSpan());
  }
  return isAsyncFunction(work)
    ? (runAsyncWithSpan(description, work as (span: Span) => Promise<unknown>) as T)
    : runWithSpan(description, work);
}
