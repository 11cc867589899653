import { activeSpan } from '../spans/active-span.js';
import type { Method } from '../spans/imitate.js';
import { recordError } from '../spans/record-error.js';

/**
 * A method that Nest awaits, and whose errors it may log and forget: the active span is told of them
 * before. That span is still active when Nest writes its log line.
 *
 * @param isFailure whether every error fails the span, since nobody is answered by it
 */
export function notingErrors(method: Method, isFailure?: boolean): Method {
  return async function (...args) {
    const span = activeSpan();
    try {
      return await method.apply(this, args);
    } catch (error) {
      recordError(span, error, isFailure);
      throw error;
    }
  };
}
