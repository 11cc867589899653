import { context, trace } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import type { SpanDescription } from './span-description.interface.js';
import { SpanLifetime } from './span-lifetime.js';
import { startSpan } from './start-span.js';

/**
 * Runs work that starts at once and tells its end through an Observable shared by all who
 * subscribe, such as a message being emitted. The Observable is returned as it is; the span ends
 * with it, subscribed to or not.
 */
export function runWithSpanUntil<T>(
  description: SpanDescription,
  work: () => Observable<T>,
): Observable<T> {
  const span = startSpan(description, context.active());
  const lifetime = new SpanLifetime(span, description);
  try {
    const outcome = context.with(trace.setSpan(context.active(), span), work);
    outcome.subscribe({
      error: (error: unknown) => lifetime.fail(error),
      complete: () => lifetime.end(),
    });
    return outcome;
  } catch (error) {
    lifetime.fail(error);
    throw error;
  }
}
