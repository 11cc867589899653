import { context } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import { contextOf } from './context-of.js';
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
  const parent = context.active();
  const span = startSpan(description, parent);
  const lifetime = new SpanLifetime(span, description);
  try {
    const outcome = context.with(contextOf(span, parent), work);
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
