import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { entrySpanIn } from '../../spans/entry-span.js';
import type { Method } from '../../spans/imitate.js';
import type { LayerMethod } from '../layer-method.js';
import type { LayerPlan } from '../layer-plan.js';
import { LayerPart } from './layer-part.js';

type Next = (...args: unknown[]) => unknown;

/** What Express understands by `next('route')`, which is no error. */
const DETOURS: ReadonlySet<unknown> = new Set(['route', 'router']);

/**
 * Middleware, whose span lasts until it calls `next()`: what comes after is not its child. One that
 * answers by itself lasts until the response is closed.
 */
export function traceMiddleware(method: LayerMethod): Method {
  const { original } = method;
  // Express tells those that take an error first by their four parameters.
  const nextIndex = original.length > 3 ? 3 : 2;
  return function (...args) {
    const active = context.active();
    const next = args[nextIndex];
    const plan = method.planIn(active, this);
    if (plan === undefined || typeof next !== 'function') {
      return original.apply(this, args);
    }
    const call = new MiddlewareCall(plan, active, nextIndex === 3 ? args[0] : undefined);
    args[nextIndex] = call.leadingTo(next as Next);
    return call.run(original, this, args);
  };
}

class MiddlewareCall {
  readonly #part: LayerPart;

  /** @param received the error it was called with, if it is one that handles errors */
  constructor(
    { description, minDurationMs }: LayerPlan,
    private readonly outer: Context,
    private readonly received: unknown,
  ) {
    this.#part = new LayerPart(description, outer, minDurationMs);
  }

  leadingTo(next: Next): Next {
    return (...args) => {
      this.#endWith(args[0]);
      // Middleware may have entered a context of its own, which is then what it wants to go on in.
      return this.#part.isActive
        ? context.with(this.outer, next, undefined, ...args)
        : next(...args);
    };
  }

  run(middleware: Method, self: unknown, args: unknown[]): unknown {
    let result: unknown;
    try {
      result = this.#part.run(middleware, self, ...args);
    } catch (error) {
      this.#part.fail(error);
      throw error;
    }
    if (!this.#part.hasEnded) {
      this.#endWithResponse();
    }
    return result instanceof Promise ? this.#follow(result) : result;
  }

  /** Where nobody tells the end of the response, it ends at once. */
  #endWithResponse(): void {
    const entry = entrySpanIn(this.outer);
    if (entry?.beforeEnd === undefined) {
      this.#part.end();
    } else {
      entry.beforeEnd(() => this.#part.end());
    }
  }

  /** Derived, so that a rejection nobody handles is still reported as one. */
  #follow(result: Promise<unknown>): Promise<unknown> {
    return result.catch((error: unknown) => {
      this.#part.fail(error);
      throw error;
    });
  }

  #endWith(error: unknown): void {
    const isFailure = error !== undefined && error !== null && !DETOURS.has(error);
    // To hand on the error it was called with is not to fail.
    if (isFailure && error !== this.received) {
      this.#part.fail(error);
    } else {
      this.#part.end();
    }
  }
}
