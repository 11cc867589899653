import { SpanStatusCode, trace } from '@opentelemetry/api';
import { Observable } from 'rxjs';
import { ATTR_ERROR_TYPE } from '../../semconv/attributes.js';

/** Of a request whose answer nobody waited for: rxjs does not tell a timeout from a loss of interest. */
const CANCELLED = 'cancelled';

/**
 * The same Observable, whose subscription fails the active span when it is given up before anything
 * came back. To be subscribed to with the span of the request active.
 */
export function followReply<T>(reply: Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const span = trace.getActiveSpan();
    let isAwaited = true;
    const settle = () => (isAwaited = false);
    const subscription = reply.subscribe({
      next: (value) => {
        settle();
        subscriber.next(value);
      },
      error: (error: unknown) => {
        settle();
        subscriber.error(error);
      },
      complete: () => {
        settle();
        subscriber.complete();
      },
    });
    return () => {
      if (isAwaited) {
        span?.setAttribute(ATTR_ERROR_TYPE, CANCELLED);
        span?.setStatus({ code: SpanStatusCode.ERROR, message: 'unsubscribed before an answer' });
      }
      subscription.unsubscribe();
    };
  });
}
