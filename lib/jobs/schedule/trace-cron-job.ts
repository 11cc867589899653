import type { Method } from '../../spans/imitate.js';
import { setOwnMethod } from '../../spans/own-method.js';
import { describeAdded } from './describe-job.js';
import { descriptionOf, traceCallback } from './job-runs.js';

/** A `CronJob` of the package `cron`, whose callbacks are a private field. */
interface CronJobLike {
  readonly _callbacks?: unknown;
  readonly cronTime?: { readonly source?: unknown };
  readonly addCallback?: unknown;
}

/**
 * Traces the callbacks of a job, those too that are added to it later. A job that Nest made of a
 * method has its traces already.
 */
export function traceCronJob(name: string, job: CronJobLike, application: object): void {
  const { _callbacks: callbacks, cronTime, addCallback } = job;
  if (!Array.isArray(callbacks)) {
    return;
  }
  const description =
    callbacks.map(descriptionOf).find((one) => one !== undefined) ??
    describeAdded('cron', name, cronTime?.source);
  const trace = (callback: unknown): unknown =>
    typeof callback === 'function'
      ? traceCallback(callback as Method, description, application)
      : callback;
  callbacks.splice(0, callbacks.length, ...callbacks.map(trace));
  if (typeof addCallback === 'function') {
    const add: Method = function (callback) {
      return addCallback.call(this, trace(callback)) as unknown;
    };
    setOwnMethod(job, 'addCallback', add);
  }
}
