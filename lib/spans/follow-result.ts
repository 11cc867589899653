import { types } from 'node:util';
import { isObservable } from 'rxjs';
import { endSpan, failSpan } from './end-span.js';
import { followGenerator } from './follow-generator.js';
import { followObservable, isPlainObservable } from './follow-observable.js';
import { followThenable } from './follow-thenable.js';
import { guarded } from './guarded.js';
import type { LazySpan } from './lazy-span.js';
import { TracedCall } from './traced-call.js';

/** Ends the call's span when its result is there, which for some kinds of result is later. */
export function followResult<T extends object>(result: T, span: LazySpan): T {
  // Looking at an object may run a getter or a proxy's trap of the user's, and those may throw.
  const followed = guarded('looking at the result of a traced call', tryFollow, result, span);
  if (followed === undefined) {
    endSpan(span, span.description, result);
    return result;
  }
  return followed as T;
}

/** What to return in place of the result, mostly itself; undefined for a result that is there already. */
function tryFollow(result: object, span: LazySpan): object | undefined {
  if (isPlainPromise(result)) {
    followPromise(result, span);
    return result;
  }
  if (types.isGeneratorObject(result)) {
    const generator = result as unknown as Generator | AsyncGenerator;
    return followGenerator(generator, new TracedCall(span)) ? result : undefined;
  }
  if (isObservable(result)) {
    // One that is more than its subscriptions has no span of them.
    return span.description.followsObservables !== false && isPlainObservable(result)
      ? followObservable(result, new TracedCall(span))
      : undefined;
  }
  return isThenable(result) && followThenable(result, new TracedCall(span)) ? result : undefined;
}

/** A promise that is settling already: subclasses with a `then` of their own may only start there. */
function isPlainPromise(value: object): value is Promise<unknown> {
  return types.isPromise(value) && value.then === Promise.prototype.then;
}

function followPromise(promise: Promise<unknown>, span: LazySpan): void {
  promise.then(
    (value) => endSpan(span, span.description, value),
    (error: unknown) => failSpan(span, span.description, error),
  );
}

function isThenable(value: object): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown }).then === 'function';
}
