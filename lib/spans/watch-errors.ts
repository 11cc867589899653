import { isObservable, tap } from 'rxjs';
import { imitate } from './imitate.js';
import type { Method } from './imitate.js';

/** The method, telling of every error that leaves it: thrown, rejected, or emitted by an Observable. */
export function watchErrors(original: Method, onError: (error: unknown) => void): Method {
  const watched: Method = function (...args) {
    try {
      return watchResult(original.apply(this, args), onError);
    } catch (error) {
      onError(error);
      throw error;
    }
  };
  return imitate(watched, original);
}

function watchResult(result: unknown, onError: (error: unknown) => void): unknown {
  if (result instanceof Promise) {
    result.then(undefined, onError);
  }
  return isObservable(result) ? result.pipe(tap({ error: onError })) : result;
}
