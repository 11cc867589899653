import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { Observable, Subscriber, TeardownLogic } from 'rxjs';
import { contextOf } from './context-of.js';
import { guarded } from './guarded.js';
import { OuterSubscriber } from './outer-subscriber.js';
import type { SpanDescription } from './span-description.interface.js';
import { SpanLifetime } from './span-lifetime.js';
import { startSpan } from './start-span.js';

/** What rxjs calls, and each Observable that was made from a function has as its own. */
interface Subscribable {
  _subscribe?(subscriber: Subscriber<unknown>): TeardownLogic;
}

/**
 * Runs work that starts at once and tells its end through an Observable shared by all who
 * subscribe, such as a message being emitted. The Observable is returned as it is; the span ends
 * with it, subscribed to or not. Who subscribes hears of it outside of the span.
 */
export function runWithSpanUntil<T>(
  description: SpanDescription,
  work: () => Observable<T>,
): Observable<T> {
  const parent = context.active();
  const span = startSpan(description, parent);
  const lifetime = new SpanLifetime(span, description);
  try {
    const outcome = context.with(contextOf(span, parent), work);
    outcome.subscribe({
      error: (error: unknown) => lifetime.fail(error),
      complete: () => lifetime.end(),
    });
    guarded('having an event heard of outside of its span', tellIn, parent, outcome);
    return outcome;
  } catch (error) {
    lifetime.fail(error);
    throw error;
  }
}

function tellIn(outer: Context, outcome: object): void {
  const subscribable = outcome as Subscribable;
  const subscribe = Object.hasOwn(outcome, '_subscribe') ? subscribable._subscribe : undefined;
  if (subscribe !== undefined) {
    subscribable._subscribe = (subscriber) =>
      subscribe.call(outcome, new OuterSubscriber(subscriber, outer));
  }
}
