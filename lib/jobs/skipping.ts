import 'reflect-metadata';
import type { Context } from '@opentelemetry/api';
import { DroppedEntry } from '../spans/dropped-entry.js';
import { entrySpanIn } from '../spans/entry-span.js';
import { SKIP_TRACING_METADATA } from '../tracing.internal-constants.js';

/** Whether `@SkipTracing()` stands on a class or on that method of it. */
export function isSkipped(type: unknown, method: Function): boolean {
  return [type, method].some(
    (one) => typeof one === 'function' && Reflect.hasMetadata(SKIP_TRACING_METADATA, one),
  );
}

/** The context for what is skipped, which may be a part of other work: that stays recorded. */
export function withoutTraces(cause: Context, application: object): Context {
  return entrySpanIn(cause)?.isDropped === true
    ? cause
    : new DroppedEntry(application).contextBelow(cause);
}
