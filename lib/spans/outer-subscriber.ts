import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { Subscriber } from 'rxjs';

/**
 * Hands every notification on in a context given, so that what is done with it is no child of the
 * span in which it came about.
 *
 * A Subscriber rather than an observer object: only so does a synchronous source learn of an
 * unsubscription that happens while it is still emitting, as with `take(1)`.
 */
export class OuterSubscriber<T> extends Subscriber<T> {
  readonly #downstream: Subscriber<T>;

  constructor(
    downstream: Subscriber<T>,
    private readonly outer: Context,
  ) {
    super(downstream);
    this.#downstream = downstream;
  }

  protected override _next(value: T): void {
    context.with(this.outer, this.#downstream.next, this.#downstream, value);
  }

  protected override _error(error: unknown): void {
    context.with(this.outer, super._error, this, error);
  }

  protected override _complete(): void {
    context.with(this.outer, super._complete, this);
  }
}
