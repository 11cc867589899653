import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { contextOf } from '../../spans/context-of.js';
import { entrySpanIn } from '../../spans/entry-span.js';
import type { Method } from '../../spans/imitate.js';
import { QuietSpan } from '../../spans/quiet-span.js';
import { SpanLifetime } from '../../spans/span-lifetime.js';
import type { LayerMethod } from '../layer-method.js';
import type { LayerPlan } from '../layer-plan.js';

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
  readonly #lifetime: SpanLifetime;
  readonly #active: Context;

  /** @param received the error it was called with, if it is one that handles errors */
  constructor(
    { description, minDurationMs }: LayerPlan,
    private readonly outer: Context,
    private readonly received: unknown,
  ) {
    const span = new QuietSpan(description, outer, minDurationMs);
    this.#lifetime = new SpanLifetime(span, description);
    this.#active = contextOf(span, outer);
  }

  leadingTo(next: Next): Next {
    return (...args) => {
      this.#endWith(args[0]);
      // Middleware may have entered a context of its own, which is then what it wants to go on in.
      return context.active() === this.#active
        ? context.with(this.outer, next, undefined, ...args)
        : next(...args);
    };
  }

  run(middleware: Method, self: unknown, args: unknown[]): unknown {
    let result: unknown;
    try {
      result = context.with(this.#active, middleware, self, ...args);
    } catch (error) {
      this.#lifetime.fail(error);
      throw error;
    }
    if (!this.#lifetime.hasEnded) {
      this.#endWithResponse();
    }
    return result instanceof Promise ? this.#follow(result) : result;
  }

  /** Where nobody tells the end of the response, it ends at once. */
  #endWithResponse(): void {
    const entry = entrySpanIn(this.outer);
    if (entry?.beforeEnd === undefined) {
      this.#lifetime.end();
    } else {
      entry.beforeEnd(() => this.#lifetime.end());
    }
  }

  /** Derived, so that a rejection nobody handles is still reported as one. */
  #follow(result: Promise<unknown>): Promise<unknown> {
    return result.catch((error: unknown) => {
      this.#lifetime.fail(error);
      throw error;
    });
  }

  #endWith(error: unknown): void {
    const isFailure = error !== undefined && error !== null && !DETOURS.has(error);
    // To hand on the error it was called with is not to fail.
    if (isFailure && error !== this.received) {
      this.#lifetime.fail(error);
    } else {
      this.#lifetime.end();
    }
  }
}
