import type { TracerProvider } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { CATALOG } from './catalog.js';
import type { CatalogEntry } from './catalog.js';

const entries: ReadonlyMap<string, CatalogEntry<object>> = new Map(
  Object.values(CATALOG).map((entry) => [entry.packageName, entry as CatalogEntry<object>]),
);

/**
 * Gives an instrumentation the provider it makes its spans with. It goes by the instrumentation's
 * name, so that what the catalog says of a library holds for one that a user brings too.
 */
export function pointAtProvider(instrumentation: Instrumentation, provider: TracerProvider): void {
  const tracers = entries.get(instrumentation.instrumentationName)?.tracers;
  instrumentation.setTracerProvider(
    tracers === undefined ? provider : tracers(provider, instrumentation.getConfig()),
  );
}
