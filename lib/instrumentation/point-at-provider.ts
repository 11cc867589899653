import type { TracerProvider } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { CATALOG } from './catalog.js';
import type { CatalogEntry } from './catalog.js';

const entries: ReadonlyMap<string, CatalogEntry<object>> = new Map(
  Object.values(CATALOG).map((entry) => [entry.packageName, entry as CatalogEntry<object>]),
);

/**
 * What the catalog says of an instrumentation. It goes by the instrumentation's name, so that the
 * same holds for one that a user brings.
 */
export function catalogEntryOf(instrumentation: Instrumentation): CatalogEntry<object> | undefined {
  return entries.get(instrumentation.instrumentationName);
}

/** Gives an instrumentation the provider it makes its spans with. */
export function pointAtProvider(instrumentation: Instrumentation, provider: TracerProvider): void {
  const tracers = catalogEntryOf(instrumentation)?.tracers;
  instrumentation.setTracerProvider(
    tracers === undefined ? provider : tracers(provider, instrumentation.getConfig()),
  );
}
