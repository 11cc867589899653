import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { Observable, Subscriber } from 'rxjs';
import type { SpanLifetime } from './span-lifetime.js';
import type { TracedCall } from './traced-call.js';

/** What rxjs itself keeps on an Observable. */
const OWN_KEYS: readonly (string | symbol)[] = ['_subscribe', 'source', 'operator'];

/**
 * Whether an Observable is nothing but its subscriptions: created directly or by operators. A
 * Subject, a subclass, or one with a property added, such as the `connect` of a connectable, is an
 * object its caller may do more with, so it is handed on as it is.
 */
export function isPlainObservable(source: Observable<unknown>): boolean {
  return Object.getPrototypeOf(source) === Observable.prototype
    ? Reflect.ownKeys(source).every((key) => OWN_KEYS.includes(key))
    : hasOperator(source);
}

/** The same Observable, with one span for each subscription, active while it runs. */
export function followObservable<T>(source: Observable<T>, call: TracedCall): Observable<T> {
  call.defer();
  return new Observable<T>((subscriber) => {
    // Nobody listens any more, so there is nothing to measure; a source is started even so.
    if (subscriber.closed) {
      return source.subscribe(subscriber);
    }
    const outer = context.active();
    const { lifetime, context: active } = call.open();
    const traced = new SpanSubscriber(subscriber, lifetime, outer);
    return context.with(active, source.subscribe, source, traced);
  });
}

/**
 * Ends the span on error, completion and unsubscription, and hands every notification on in the
 * context of whoever subscribed, so that operators after the traced method are not its children.
 *
 * A Subscriber rather than an observer object: only so does a synchronous source learn of an
 * unsubscription that happens while it is still emitting, as with `take(1)`.
 */
class SpanSubscriber<T> extends Subscriber<T> {
  readonly #downstream: Subscriber<T>;
  #last: T | undefined;

  constructor(
    downstream: Subscriber<T>,
    private readonly lifetime: SpanLifetime,
    private readonly outer: Context,
  ) {
    super(downstream);
    this.#downstream = downstream;
  }

  protected override _next(value: T): void {
    this.#last = value;
    context.with(this.outer, this.#downstream.next, this.#downstream, value);
  }

  protected override _error(error: unknown): void {
    this.lifetime.fail(error);
    context.with(this.outer, super._error, this, error);
  }

  protected override _complete(): void {
    this.lifetime.succeed(this.#last);
    context.with(this.outer, super._complete, this);
  }

  override unsubscribe(): void {
    super.unsubscribe();
    this.lifetime.end();
  }
}

function hasOperator(source: object): boolean {
  return (source as { operator?: unknown }).operator !== undefined;
}
