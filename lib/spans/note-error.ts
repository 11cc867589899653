import { activeEntrySpan } from './entry-span.js';
import { replaceMethod } from './replace-method.js';

/** Tells the span of the work that arrived of an error that nothing has dealt with, before a filter answers it. */
export function noteError(error: unknown): void {
  activeEntrySpan()?.noteError(error);
}

/** Notes the errors that reach Nest's own exception filter, for which the application has none. */
export function noteErrorsOf(filter: { readonly prototype: object }): void {
  replaceMethod(filter.prototype, 'catch', (handle) => {
    return function (...args) {
      noteError(args[0]);
      return handle.apply(this, args);
    };
  });
}
