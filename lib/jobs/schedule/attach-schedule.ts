import type { ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import type { Method } from '../../spans/imitate.js';
import { guarded } from '../../spans/guarded.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { applicationOf, claimProviders } from '../application-of.js';
import { traceCronJob } from './trace-cron-job.js';
import { traceScheduled } from './trace-scheduled.js';
import { traceTimer } from './trace-timer.js';

/** Finds the methods with `@Cron()`, `@Interval()` and `@Timeout()`, and makes of each a function to run. */
const EXPLORER = ['lookupSchedulers', 'wrapFunctionInTryCatchBlocks'];

/** Knows all jobs, those too that the application adds by itself. */
const REGISTRY = ['addCronJob', 'addInterval', 'addTimeout', 'getCronJobs'];

/**
 * Traces what `@nestjs/schedule` runs, at the place where it takes methods and jobs: a method that
 * is called by anybody else has no more spans than without a schedule.
 */
export function attachSchedule(modules: ModulesContainer, options: ResolvedTracingOptions): void {
  claimProviders(modules, options, EXPLORER).forEach(attachExplorer);
  claimProviders(modules, options, REGISTRY).forEach(attachRegistry);
}

function attachExplorer(prototype: object): void {
  replaceMethod(prototype, 'wrapFunctionInTryCatchBlocks', (wrap) => {
    return function (method, instance) {
      const application = applicationOf(this);
      const wrapped = (one: unknown) => wrap.call(this, one, instance) as Method;
      return application === undefined
        ? wrapped(method)
        : (guarded('tracing a scheduled method', () =>
            traceScheduled(wrapped, method as Method, instance as object, application),
          ) ?? wrapped(method));
    };
  });
}

function attachRegistry(prototype: object): void {
  traceAdded(prototype, 'addCronJob', traceCronJob);
  traceAdded(prototype, 'addInterval', (name, timer, application) =>
    traceTimer('interval', name, timer, application),
  );
  traceAdded(prototype, 'addTimeout', (name, timer, application) =>
    traceTimer('timeout', name, timer, application),
  );
}

function traceAdded(
  prototype: object,
  adder: string,
  trace: (name: string, added: object, application: object) => void,
): void {
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
