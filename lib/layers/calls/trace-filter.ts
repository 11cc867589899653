import { isObservable, tap } from 'rxjs';
import { activeEntrySpan } from '../../spans/entry-span.js';
import type { Method } from '../../spans/imitate.js';
import type { LayerMethod } from '../layer-method.js';
import { traceCall } from './trace-call.js';

/** A filter is where every error arrives that nothing before it has dealt with. */
export function traceFilter(method: LayerMethod): Method {
  const traced = traceCall(method);
  return function (...args) {
    const [error] = args;
    const entry = activeEntrySpan();
    entry?.noteError(error);
    if (entry?.noteFailure === undefined) {
      return traced.apply(this, args);
    }
    // A message is answered with what comes of the filter: a value, or an error.
    const fail = () => entry.noteFailure?.(error);
    try {
      const answer = traced.apply(this, args);
      return isObservable(answer) ? answer.pipe(tap({ error: fail })) : answer;
    } catch (thrown) {
      fail();
      throw thrown;
    }
  };
}
