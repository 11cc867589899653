import { trace } from '@opentelemetry/api';
import { attachInstrumentations } from './instrumentation/attach-instrumentations.js';
import type { AttachedInstrumentations } from './instrumentation/attach-instrumentations.js';
import type { ResolvedTracingOptions } from './options/resolved-options.interface.js';
import type { TracingRuntime } from './sdk/tracing-runtime.js';

/** What listens in this process, whichever application or preload started it. */
let attached: AttachedInstrumentations | undefined;

/** Has libraries make spans with the provider of this runtime; with none, those of ours make no more. */
export function traceLibraries(
  runtime: Pick<TracingRuntime, 'provider'> | undefined,
  { instrumentations }: ResolvedTracingOptions,
): void {
  if (runtime !== undefined) {
    attached = attachInstrumentations(instrumentations, runtime.provider);
  } else if (attached !== undefined) {
    // They would go on making spans for a provider that is not in force any more.
    attached = attachInstrumentations(false, trace.getTracerProvider());
  }
}

/** Patches what was loaded since, past every hook. */
export function sweepLibraries(): void {
  attached?.sweep();
}
