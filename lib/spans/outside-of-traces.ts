import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { replaceMethod } from './replace-method.js';

/**
 * Has a method run in no trace, with all that follows from it: what it starts, such as a connection
 * or a worker, outlives the request that happened to need it first.
 *
 * @param target the object that has the method, or inherits it; may be given again
 */
export function keepOutsideOfTraces(target: object, key: string): void {
  replaceMethod(
    target,
    key,
    (method) =>
      function (...args) {
        return context.with(ROOT_CONTEXT, method, this, ...args);
      },
  );
}
