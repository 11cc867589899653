import type { CallHandler } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { isObservable } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Method } from '../../spans/imitate.js';
import type { LayerPlan } from '../layer-plan.js';
import { LayerPart } from './layer-part.js';
import { relay } from './relay.js';

/**
 * One call of an interceptor. Its first span lasts until it calls `next.handle()`, or has answered
 * without; the second from the handler's first value until the interceptor's own. The handler runs
 * below neither.
 */
export class InterceptedCall {
  readonly #before: LayerPart;
  #after: LayerPart | undefined;
  /** What the handler failed with, which is not a failure of the interceptor's. */
  #received: { error: unknown } | undefined;
  /** What came of the handler, as it is and as the interceptor got it. */
  #handled: { readonly source: Observable<unknown>; readonly relayed: unknown } | undefined;

  constructor(
    private readonly plan: LayerPlan,
    private readonly outer: Context,
    private readonly next: CallHandler,
  ) {
    this.#before = new LayerPart(plan.description, outer, plan.minDurationMs);
  }

  run(intercept: Method, self: unknown, [execution, , ...others]: unknown[]): unknown {
    const next: CallHandler = { handle: () => this.#handle() };
    let result: unknown;
    try {
      result = this.#before.run(intercept, self, execution, next, ...others);
    } catch (error) {
      this.#before.fail(error);
      throw error;
    }
    return result instanceof Promise ? this.#follow(result) : this.#watch(result);
  }

  /** Derived, so that a rejection nobody handles is still reported as one. */
  #follow(result: Promise<unknown>): Promise<unknown> {
    return result.then(
      (output) => this.#watch(output),
      (error: unknown) => {
        this.#before.fail(error);
        throw error;
      },
    );
  }

  #handle(): Observable<unknown> {
    this.#before.end();
    // An interceptor may have entered a context of its own, which is then that of the handler too.
    const source = this.#before.isActive
      ? context.with(this.outer, () => this.next.handle())
      : this.next.handle();
    const relayed = relay(source, {
      onSubscribe: (subscribe) => {
        this.#forgetAnswer();
        return subscribe();
      },
      onNext: (deliver) => this.#deliver(deliver),
      onError: (error, deliver) => {
        this.#received = { error };
        this.#deliver(deliver);
      },
      onComplete: (deliver) => this.#deliver(deliver),
    });
    this.#handled = { source, relayed };
    return relayed;
  }

  /** The interceptor's own Observable; one that it hands on as it is has nothing after it. */
  #watch(output: unknown): unknown {
    if (this.#handled !== undefined && output === this.#handled.relayed) {
      return this.#handled.source;
    }
    if (!isObservable(output)) {
      this.#before.end();
      return output;
    }
    return relay(output, {
      onSubscribe: (subscribe) =>
        this.#before.hasEnded ? subscribe() : this.#before.run(subscribe),
      onNext: (deliver) => this.#leave(deliver),
      onError: (error, deliver) => {
        this.#fail(error);
        this.#leave(deliver);
      },
      onComplete: (deliver) => this.#leave(deliver),
      onUnsubscribe: () => this.#end(),
    });
  }

  /** Hands a notification of the handler's to the interceptor, in the span of its part after. */
  #deliver(deliver: () => void): void {
    const part = this.#partAfter();
    if (part.hasEnded) {
      deliver();
    } else {
      part.run(deliver);
    }
  }

  #partAfter(): LayerPart {
    const { afterwards, minDurationMs } = this.plan;
    this.#after ??= new LayerPart(afterwards, this.outer, minDurationMs);
    return this.#after;
  }

  /** Hands a notification of the interceptor's to whoever is outside of it. */
  #leave(deliver: () => void): void {
    this.#end();
    if (this.#before.isParent || this.#after?.isParent === true) {
      context.with(this.outer, deliver);
    } else {
      deliver();
    }
  }

  /** The handler is called again, as by `retry()`: what came of it before does not count. */
  #forgetAnswer(): void {
    this.#after?.end();
    this.#after = undefined;
    this.#received = undefined;
  }

  #fail(error: unknown): void {
    if (this.#received === undefined || this.#received.error !== error) {
      const part = this.#before.hasEnded ? this.#partAfter() : this.#before;
      part.fail(error);
    }
  }

  #end(): void {
    this.#before.end();
    this.#after?.end();
  }
}
