import { context, createContextKey } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';

/** The span of the request or message being handled, as the code below it may speak of it. */
export interface EntrySpan {
  /** Notes the error a handler failed with. Whether the span fails with it depends on the answer. */
  noteError(error: unknown): void;

  /** Names the span by the route that was taken. */
  setRoute?(route: string): void;
}

const ENTRY_SPAN = createContextKey('nestjs-tracing: span of the work that arrived');

export function setEntrySpan(into: Context, entry: EntrySpan): Context {
  return into.setValue(ENTRY_SPAN, entry);
}

export function activeEntrySpan(): EntrySpan | undefined {
  return context.active().getValue(ENTRY_SPAN) as EntrySpan | undefined;
}
