import type { Method } from '../../spans/imitate.js';
import { imitate } from '../../spans/imitate.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import { rootContextOf } from '../job-entry.js';
import { runJob } from './run-job.js';

const runs = new WeakMap<Function, SpanDescription>();

/** Notes a function that runs in a trace of its own already. */
export function markRun(run: Method, description: SpanDescription): Method {
  runs.set(run, description);
  return run;
}

/** How the runs of a function are described; undefined for one that is not traced yet. */
export function descriptionOf(run: Function): SpanDescription | undefined {
  return runs.get(run);
}

/** A function that is to be called by a timer, with a trace for each call. */
export function traceCallback(
  callback: Method,
  description: SpanDescription,
  application: object,
): Method {
  if (runs.has(callback)) {
    return callback;
  }
  const root = rootContextOf(application);
  const traced: Method = function (...args) {
    return runJob(description, root, callback, this, args);
  };
  return markRun(imitate(traced, callback), description);
}
