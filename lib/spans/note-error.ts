import { activeEntrySpan } from './entry-span.js';
import { guarded } from './guarded.js';
import { replaceMethod } from './replace-method.js';

/** Tells the span of the work that arrived of an error that nothing has dealt with, before a filter answers it. */
function noteError(error: unknown): void {
  activeEntrySpan()?.noteError(error);
}

/** Tells it of an error that is the answer, with which a message fails. */
export function noteFailure(error: unknown): void {
  const entry = activeEntrySpan();
  entry?.noteError(error);
  entry?.noteFailure?.(error);
}

/** Notes the errors that reach Nest's own exception filter, for which the application has none. */
export function noteErrorsOf(
  filter: { readonly prototype: object },
  note: (error: unknown) => void = noteError,
): void {
  replaceMethod(filter.prototype, 'catch', (handle) => {
    return function (...args) {
      guarded('noting an error', note, args[0]);
      return handle.apply(this, args);
    };
  });
}
