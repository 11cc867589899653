import { createContextKey } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';

const TRACED_REQUEST = createContextKey('nestjs-tracing: this outgoing request has its span');

/** Marks a context in which the request about to be sent already has its CLIENT span. */
export function markRequestTraced(context: Context): Context {
  return context.setValue(TRACED_REQUEST, true);
}

/** Tells the HTTP instrumentations to leave a request alone that already has its CLIENT span. */
export function isRequestTraced(context: Context): boolean {
  return context.getValue(TRACED_REQUEST) === true;
}
