import { isObservable, tap } from 'rxjs';
import type { Observable } from 'rxjs';
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
  return isObservable(result) ? watchObservable(result, onError) : result;
}

/** The Observable, telling of the error it ends with in each subscription. */
export function watchObservable<T>(
  source: Observable<T>,
  onError: (error: unknown) => void,
): Observable<T> {
  return source.pipe(tap({ error: onError }));
}
