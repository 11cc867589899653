import { INVALID_SPAN_CONTEXT, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { ENTRY_DROPPED } from '../../tracing.internal-constants.js';

/** The key under which the API keeps the active span. */
export const SPAN_KEY = keyWrittenBy((context) =>
  trace.setSpan(context, trace.wrapSpanContext(INVALID_SPAN_CONTEXT)),
);

const SUPPRESS_KEY = keyWrittenBy(suppressTracing);

/** Whether spans are not wanted in this context, as in the requests of an exporter. */
export function isSuppressed(context: Context): boolean {
  return context !== ROOT_CONTEXT && context.getValue(SUPPRESS_KEY) === true;
}

/** Whether this is part of work that is to leave no trace, whatever a sampler would say. */
export function isEntryDropped(context: Context): boolean {
  return context !== ROOT_CONTEXT && context.getValue(ENTRY_DROPPED) === true;
}

/** The keys are private to their packages, but every context is told them. */
function keyWrittenBy(write: (context: Context) => Context): symbol {
  let written: symbol | undefined;
  const listening: Context = {
    getValue: () => undefined,
    setValue(key) {
      written = key;
      return listening;
    },
    deleteValue: () => listening,
  };
  write(listening);
  return written ?? Symbol('never written');
}
