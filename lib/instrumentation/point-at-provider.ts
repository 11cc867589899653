import type { TracerProvider } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { TypeormInstrumentationConfig } from '@opentelemetry/instrumentation-typeorm';
import { CATALOG } from './catalog.js';
import { driverTracers, typeormTracers } from './fold/fold-driver-spans.js';
import { urlMaskingTracers } from './mask-urls.js';

/**
 * Gives each instrumentation the provider it makes its spans with: one that keeps values out of
 * them, and makes one database operation one span. It goes by the instrumentation's name, so that
 * it holds for those a user brings too.
 */
export function pointAtProvider(
  instrumentations: readonly Instrumentation[],
  provider: TracerProvider,
): void {
  const special = new Map([
    [CATALOG.http.packageName, urlMaskingTracers(provider)],
    [CATALOG.undici.packageName, urlMaskingTracers(provider)],
    [CATALOG.typeorm.packageName, typeormTracers(provider)],
    [
      CATALOG.pg.packageName,
      wantsDriverSpans(instrumentations) ? provider : driverTracers(provider),
    ],
  ]);
  for (const instrumentation of instrumentations) {
    const { instrumentationName } = instrumentation;
    instrumentation.setTracerProvider(special.get(instrumentationName) ?? provider);
  }
}

/** Said by `suppressInternalInstrumentation: false`; the default is left undefined. */
function wantsDriverSpans(instrumentations: readonly Instrumentation[]): boolean {
  const typeorm = instrumentations.find(
    ({ instrumentationName }) => instrumentationName === CATALOG.typeorm.packageName,
  );
  const config: TypeormInstrumentationConfig = typeorm?.getConfig() ?? {};
  return config.suppressInternalInstrumentation === false;
}
