import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { Observable, finalize, isObservable } from 'rxjs';
import type { GatewayMessageSpan } from './gateway-message-span.js';

/** An Observable that is still open by then is no answer but a feed, which may last for days. */
const LONGEST_ANSWER_MS = 60_000;

/**
 * Ends the span of a message when its answer is there, be it a value, a promise of one, or an
 * Observable: after its last value, with its error, when the client leaves, or after a minute. A
 * handler that acknowledges by hand has answered when it is done.
 */
export function followAnswer(answer: unknown, entry: GatewayMessageSpan, active: Context): unknown {
  if (answer instanceof Promise) {
    return answer.then(
      (value: unknown) => followValue(value, entry, active),
      (error: unknown) => {
        entry.noteError(error);
        entry.end();
        throw error;
      },
    );
  }
  return followValue(answer, entry, active);
}

function followValue(value: unknown, entry: GatewayMessageSpan, active: Context): unknown {
  if (isObservable(value)) {
    return followObservable(value, entry, active);
  }
  entry.end();
  return value;
}

function followObservable<T>(
  source: Observable<T>,
  entry: GatewayMessageSpan,
  active: Context,
): Observable<T> {
  const timer = setTimeout(() => entry.end(), LONGEST_ANSWER_MS).unref();
  const end = () => {
    clearTimeout(timer);
    entry.end();
  };
  let isSubscribed = false;
  // The client may have left while the handler was busy; then nobody subscribes any more.
  setImmediate(() => isSubscribed || end());
  return new Observable<T>((subscriber) => {
    isSubscribed = true;
    return context.with(active, () => source.pipe(finalize(end)).subscribe(subscriber));
  });
}
