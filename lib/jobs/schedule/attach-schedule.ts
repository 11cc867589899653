import type { ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import type { Method } from '../../spans/imitate.js';
import { guarded } from '../../spans/guarded.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { applicationOf, claimProviders, haveMethods } from '../application-of.js';
import { attachRegistry, isRegistry, traceRegistered } from './attach-registry.js';
import type { Registry } from './attach-registry.js';
import { traceScheduled } from './trace-scheduled.js';

/** Finds the methods with `@Cron()`, `@Interval()` and `@Timeout()`, and makes of each a function to run. */
const isExplorer = haveMethods('lookupSchedulers', 'wrapFunctionInTryCatchBlocks');

/**
 * Traces what `@nestjs/schedule` runs, at the place where it takes methods and jobs: a method that
 * is called by anybody else has no more spans than without a schedule.
 */
export function attachSchedule(modules: ModulesContainer, options: ResolvedTracingOptions): void {
  claimProviders(modules, options, isExplorer).forEach(({ prototype }) =>
    attachExplorer(prototype),
  );
  claimProviders(modules, options, isRegistry).forEach(({ prototype, instance }) => {
    attachRegistry(prototype);
    guarded('tracing the jobs there are', traceRegistered, instance as Registry, options);
  });
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
