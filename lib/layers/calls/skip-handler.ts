import { context } from '@opentelemetry/api';
import { DroppedEntry } from '../../spans/dropped-entry.js';
import { entrySpanIn } from '../../spans/entry-span.js';
import type { Method } from '../../spans/imitate.js';
import type { LayerMethod } from '../layer-method.js';
import type { HandlerTraits } from './trace-handler.js';

/** A handler with `@SkipTracing()`, which the guard of that decorator does not see in every protocol. */
export function skipHandler({ original }: LayerMethod, { isResolver }: HandlerTraits): Method {
  return function (...args) {
    const active = context.active();
    const entry = entrySpanIn(active);
    if (entry?.isDropped === true) {
      return original.apply(this, args);
    }
    // One operation of GraphQL calls many resolvers, of which one does not speak for the others.
    if (!isResolver) {
      entry?.skip?.();
    }
    const dropped = new DroppedEntry(entry?.application ?? {}).contextBelow(active);
    return context.with(dropped, original, this, ...args);
  };
}
