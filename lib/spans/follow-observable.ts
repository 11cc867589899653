import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { OuterSubscriber } from './outer-subscriber.js';
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
 * context of whoever subscribed.
 */
class SpanSubscriber<T> extends OuterSubscriber<T> {
  #last: T | undefined;

  constructor(
    downstream: Subscriber<T>,
    private readonly lifetime: SpanLifetime,
    outer: Context,
  ) {
    super(downstream, outer);
  }

  protected override _next(value: T): void {
    this.#last = value;
    super._next(value);
  }

  protected override _error(error: unknown): void {
    this.lifetime.fail(error);
    super._error(error);
  }

  protected override _complete(): void {
    this.lifetime.succeed(this.#last);
    super._complete();
  }

  override unsubscribe(): void {
    super.unsubscribe();
    this.lifetime.end();
  }
}

function hasOperator(source: object): boolean {
  return (source as { operator?: unknown }).operator !== undefined;
}
