import { types } from 'node:util';
import { isObservable } from 'rxjs';
import { followGenerator } from './follow-generator.js';
import { followObservable, isPlainObservable } from './follow-observable.js';
import { followThenable } from './follow-thenable.js';
import { guarded } from './guarded.js';
import type { TracedCall } from './traced-call.js';

/** Ends the call's span when its result is there, which for some kinds of result is later. */
export function followResult<T>(result: T, call: TracedCall): T {
  // Looking at an object may run a getter or a proxy's trap of the user's, and those may throw.
  const followed =
    (typeof result === 'object' && result !== null) || typeof result === 'function'
      ? guarded('looking at the result of a traced call', tryFollow, result, call)
      : undefined;
  if (followed === undefined) {
    call.lifetime.succeed(result);
    return result;
  }
  return followed as T;
}

/** What to return in place of the result, mostly itself; undefined for a result that is there already. */
function tryFollow(result: object, call: TracedCall): object | undefined {
  if (isPlainPromise(result)) {
    followPromise(result, call);
    return result;
  }
  if (types.isGeneratorObject(result)) {
    const generator = result as unknown as Generator | AsyncGenerator;
    return followGenerator(generator, call) ? result : undefined;
  }
  if (isObservable(result)) {
    return isPlainObservable(result) ? followObservable(result, call) : undefined;
  }
  return isThenable(result) && followThenable(result, call) ? result : undefined;
}

/** A promise that is settling already: subclasses with a `then` of their own may only start there. */
function isPlainPromise(value: object): value is Promise<unknown> {
  return types.isPromise(value) && value.then === Promise.prototype.then;
}

function followPromise(promise: Promise<unknown>, { lifetime }: TracedCall): void {
  promise.then(
    (value) => lifetime.succeed(value),
    (error: unknown) => lifetime.fail(error),
  );
}

function isThenable(value: object): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown }).then === 'function';
}
