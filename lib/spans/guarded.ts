import { diag } from '@opentelemetry/api';

/**
 * Calls a function that is not part of the traced work: a callback of the user's, or our own
 * describing of arguments. What it throws is reported to `diag` and never reaches the caller.
 *
 * @returns what the function returned, or undefined when it threw
 */
export function guarded<A extends unknown[], R>(
  what: string,
  callback: (...args: A) => R,
  ...args: A
): R | undefined {
  try {
    return callback(...args);
  } catch (error) {
    diag.warn(`nestjs-tracing: ${what} threw, and was ignored.`, error);
    return undefined;
  }
}
