import { types } from 'node:util';
import { isObservable } from 'rxjs';
import { followGenerator } from './follow-generator.js';
import { followObservable, isPlainObservable } from './follow-observable.js';
import { followThenable } from './follow-thenable.js';
import type { TracedCall } from './traced-call.js';

/** Ends the call's span when its result is there, which for some kinds of result is later. */
export function followResult<T>(result: T, call: TracedCall): T {
  if ((typeof result !== 'object' && typeof result !== 'function') || result === null) {
    call.lifetime.succeed(result);
    return result;
  }
  if (isPlainPromise(result)) {
    followPromise(result, call);
    return result;
  }
  if (types.isGeneratorObject(result)) {
    followGenerator(result as unknown as Generator | AsyncGenerator, call);
    return result;
  }
  if (isObservable(result) && isPlainObservable(result)) {
    return followObservable(result, call) as T;
  }
  if (isThenable(result) && followThenable(result, call)) {
    return result;
  }
  call.lifetime.succeed(result);
  return result;
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
  // Asked of the prototype chain by `in` first: reading a property may run a getter of the user's.
  return 'then' in value && typeof value.then === 'function';
}
