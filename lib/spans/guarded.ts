import { warnSeldom } from '../errors/warn-seldom.js';

/**
 * Calls a function that is not part of the traced work: a callback of the user's, or our own
 * describing of arguments. What it throws is reported to `diag`, at most once a minute, and never
 * reaches the caller.
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
    warnSeldom(`${what} threw, and was ignored.`, error);
    return undefined;
  }
}

/** The same for a callback of the user's, whatever it returns. */
export function guardedHook<A extends unknown[], R>(
  what: string,
  callback: (...args: A) => R,
  ...args: A
): R | undefined {
  return heardOut(what, guarded(what, callback, ...args));
}

/**
 * What a callback of the user's returned. One that is `async`, against its type, may reject, which
 * is reported as if it had thrown, and ends no process.
 */
export function heardOut<R>(what: string, returned: R): R {
  if (returned instanceof Promise) {
    returned.catch((error: unknown) => warnSeldom(`${what} rejected, and was ignored.`, error));
  }
  return returned;
}
