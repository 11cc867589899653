import type { ModulesContainer } from '@nestjs/core';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { noteWorker } from '../../spans/application-of-worker.js';
import { isObject } from '../../spans/is-object.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { applicationOf, claimProviders, haveMethods } from '../application-of.js';

/** Makes a worker of BullMQ for each class with `@Processor()`. */
const isExplorer = haveMethods('registerWorkers', 'handleProcessor');

/** Has it known of which application a worker is. */
export function attachWorkers(modules: ModulesContainer, options: ResolvedTracingOptions): void {
  claimProviders(modules, options, isExplorer).forEach(({ prototype }) => {
    replaceMethod(prototype, 'handleProcessor', (handle) => {
      return function (...args) {
        const result = handle.apply(this, args);
        const application = applicationOf(this);
        const [host] = args as [{ readonly _worker?: unknown } | undefined];
        if (application !== undefined && isObject(host?._worker)) {
          noteWorker(host._worker, application);
        }
        return result;
      };
    });
  });
}
