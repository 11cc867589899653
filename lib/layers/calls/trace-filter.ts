import type { Method } from '../../spans/imitate.js';
import { noteError } from '../../spans/note-error.js';
import type { LayerMethod } from '../layer-method.js';
import { traceCall } from './trace-call.js';

/** A filter is where every error arrives that nothing before it has dealt with. */
export function traceFilter(method: LayerMethod): Method {
  const traced = traceCall(method);
  return function (...args) {
    noteError(args[0]);
    return traced.apply(this, args);
  };
}
