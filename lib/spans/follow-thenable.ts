import { context } from '@opentelemetry/api';
import type { SpanLifetime } from './span-lifetime.js';
import type { TracedCall } from './traced-call.js';

/**
 * Watches a lazy thenable, such as a query builder, which starts its work in `then`. It is never
 * called from here: the object gets a `then` of its own, so that the span covers the evaluation
 * that the caller starts by awaiting it.
 *
 * @returns false when the object accepts no property
 */
export function followThenable(thenable: PromiseLike<unknown>, call: TracedCall): boolean {
  const { then } = thenable;
  const isDefined = Reflect.defineProperty(thenable, 'then', {
    configurable: true,
    writable: true,
    value: function tracedThen(
      this: PromiseLike<unknown>,
      onFulfilled?: unknown,
      onRejected?: unknown,
    ) {
      const { lifetime, context: active } = call.open();
      try {
        return context.with(
          active,
          then as (...args: unknown[]) => PromiseLike<unknown>,
          this,
          afterSuccess(lifetime, onFulfilled),
          afterFailure(lifetime, onRejected),
        );
      } catch (error) {
        lifetime.fail(error);
        throw error;
      }
    },
  });
  if (isDefined) {
    call.defer();
  }
  return isDefined;
}

function afterSuccess(lifetime: SpanLifetime, onFulfilled: unknown) {
  return (value: unknown): unknown => {
    lifetime.succeed(value);
    return typeof onFulfilled === 'function' ? onFulfilled(value) : value;
  };
}

function afterFailure(lifetime: SpanLifetime, onRejected: unknown) {
  return (error: unknown): unknown => {
    lifetime.fail(error);
    if (typeof onRejected === 'function') {
      return onRejected(error);
    }
    throw error;
  };
}
