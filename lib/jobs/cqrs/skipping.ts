import 'reflect-metadata';
import type { Context } from '@opentelemetry/api';
import { DroppedEntry } from '../../spans/dropped-entry.js';
import { entrySpanIn } from '../../spans/entry-span.js';
import { SKIP_TRACING_METADATA } from '../../tracing.internal-constants.js';

/** Whether `@SkipTracing()` stands on a class or on that method of it. */
export function isSkipped(type: Function | undefined, method: Function): boolean {
  return [type, method].some(
    (one) => one !== undefined && Reflect.hasMetadata(SKIP_TRACING_METADATA, one),
  );
}

/** The context for what is skipped, which is a part of the work that arrived: the rest is recorded. */
export function withoutTraces(active: Context, application: object): Context {
  return entrySpanIn(active)?.isDropped === true
    ? active
    : new DroppedEntry(application).contextBelow(active);
}
