import { guarded } from '../../spans/guarded.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { applicationOf, haveMethods } from '../application-of.js';
import { traceCronJob } from './trace-cron-job.js';
import { traceTimer } from './trace-timer.js';

/** What is used of Nest's SchedulerRegistry, which knows all jobs: those too that the application adds by itself. */
export interface Registry {
  getCronJobs(): ReadonlyMap<string, object> | undefined;
  getIntervals(): readonly string[];
  getInterval(name: string): object;
  getTimeouts(): readonly string[];
  getTimeout(name: string): object;
}

export const isRegistry = haveMethods('addCronJob', 'addInterval', 'addTimeout', 'getCronJobs');

type Trace = (name: string, added: object, application: object) => void;

const traceInterval: Trace = (...added) => traceTimer('interval', ...added);
const traceTimeout: Trace = (...added) => traceTimer('timeout', ...added);

/** Traces the jobs that are added from now on. */
export function attachRegistry(prototype: object): void {
  traceAdded(prototype, 'addCronJob', traceCronJob);
  traceAdded(prototype, 'addInterval', traceInterval);
  traceAdded(prototype, 'addTimeout', traceTimeout);
}

/** Traces the jobs that were added before, by the constructors of providers. */
export function traceRegistered(registry: Registry | null | undefined, application: object): void {
  // Until Nest has made the instance, an empty object with its prototype stands for it.
  const jobs = registry?.getCronJobs();
  if (registry === null || registry === undefined || jobs === undefined) {
    return;
  }
  jobs.forEach((job, name) => traceCronJob(name, job, application));
  for (const name of registry.getIntervals()) {
    traceInterval(name, registry.getInterval(name), application);
  }
  for (const name of registry.getTimeouts()) {
    traceTimeout(name, registry.getTimeout(name), application);
  }
}

function traceAdded(prototype: object, adder: string, trace: Trace): void {
  replaceMethod(prototype, adder, (add) => {
    return function (...args) {
      const result = add.apply(this, args);
      const application = applicationOf(this);
      const [name, added] = args;
      if (application !== undefined && typeof added === 'object' && added !== null) {
        guarded('tracing a job that was added', trace, String(name), added, application);
      }
      return result;
    };
  });
}
