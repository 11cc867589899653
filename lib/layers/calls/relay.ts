import { Observable, Subscriber } from 'rxjs';
import type { Subscription } from 'rxjs';

/** Hears of what happens to an Observable, and passes it on when and where it wants. */
export interface Relay {
  readonly onSubscribe: (subscribe: () => Subscription) => Subscription;
  readonly onNext: (deliver: () => void) => void;
  readonly onError: (error: unknown, deliver: () => void) => void;
  readonly onComplete: (deliver: () => void) => void;
  /** Also after an error and completion. */
  readonly onUnsubscribe?: () => void;
}

/** The same Observable, heard by a relay in each subscription. */
export function relay<T>(source: Observable<T>, to: Relay): Observable<T> {
  return new Observable<T>((subscriber) =>
    to.onSubscribe(() => source.subscribe(new RelaySubscriber(subscriber, to))),
  );
}

/** A Subscriber, so that a synchronous source learns at once of an unsubscription, as with `take(1)`. */
class RelaySubscriber<T> extends Subscriber<T> {
  readonly #downstream: Subscriber<T>;

  constructor(
    downstream: Subscriber<T>,
    private readonly to: Relay,
  ) {
    super(downstream);
    this.#downstream = downstream;
  }

  protected override _next(value: T): void {
    this.to.onNext(() => this.#downstream.next(value));
  }

  protected override _error(error: unknown): void {
    this.to.onError(error, () => super._error(error));
  }

  protected override _complete(): void {
    this.to.onComplete(() => super._complete());
  }

  override unsubscribe(): void {
    super.unsubscribe();
    this.to.onUnsubscribe?.();
  }
}
