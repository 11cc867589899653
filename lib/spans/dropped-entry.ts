import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { setEntrySpan } from './entry-span.js';
import type { EntrySpan } from './entry-span.js';

/** Stands where the span of work would be that is to leave no trace. */
export class DroppedEntry implements EntrySpan {
  readonly isDropped = true;

  /** Without a caller it is always the same. */
  readonly #withoutCaller: Context;

  constructor(readonly application: object) {
    this.#withoutCaller = setEntrySpan(ROOT_CONTEXT, this);
  }

  noteError(): void {
    // There is no span to fail.
  }

  /** Nothing in the context gets a span; the trace of `caller` goes on in it as not recorded. */
  contextBelow(caller: Context): Context {
    if (caller === ROOT_CONTEXT) {
      return this.#withoutCaller;
    }
    const spanContext = trace.getSpanContext(caller);
    if (spanContext === undefined) {
      return setEntrySpan(caller, this);
    }
    const traceFlags = spanContext.traceFlags & ~TraceFlags.SAMPLED;
    return setEntrySpan(trace.setSpanContext(caller, { ...spanContext, traceFlags }), this);
  }
}
