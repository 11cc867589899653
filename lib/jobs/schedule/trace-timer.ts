import type { Method } from '../../spans/imitate.js';
import { describeAdded } from './describe-job.js';
import type { JobType } from './describe-job.js';
import { traceCallback } from './job-runs.js';

/** A timer as Node makes it. The field has no documentation; where it is missing there are no spans. */
interface Timer {
  _onTimeout?: unknown;
}

/** Traces what a timer calls, which is set already: it would go on in the trace it was set in. */
export function traceTimer(type: JobType, name: string, timer: Timer, application: object): void {
  const { _onTimeout: callback } = timer;
  if (typeof callback === 'function') {
    const description = describeAdded(type, name);
    timer._onTimeout = traceCallback(callback as Method, description, application);
  }
}
