import { trace } from '@opentelemetry/api';
import { attachInstrumentations } from './instrumentation/attach-instrumentations.js';
import type { AttachedInstrumentations } from './instrumentation/attach-instrumentations.js';
import { jobTracing } from './instrumentation/bullmq/job-tracing.js';
import { silence } from './instrumentation/kept-instrumentations.js';
import type { InstrumentedLibrary } from './options/instrumentations.interface.js';
import type { ResolvedTracingOptions } from './options/resolved-options.interface.js';
import { sharedProvider } from './sdk/applications/shared-provider.js';

/** What listens in this process, whichever application or preload started it. */
let attached: AttachedInstrumentations | undefined;

/** Has libraries make spans, each with the provider of whose work it is; with no runtime, those of ours make no more. */
export function traceLibraries(runtime: object | undefined, options: ResolvedTracingOptions): void {
  const { enabled, instrumentations } = options;
  const beside = jobTracing(options);
  if (runtime !== undefined) {
    attached = attachInstrumentations(instrumentations, sharedProvider, beside);
  } else if (enabled) {
    // Another provider is in charge: only clients handed over by name are listened to, for it.
    attached = attachInstrumentations(false, trace.getTracerProvider(), beside);
  } else {
    traceNoLibraries();
  }
}

/** They would go on making spans for a provider that is not in force any more. */
export function traceNoLibraries(): void {
  if (attached !== undefined) {
    attached = attachInstrumentations(false, silence);
  }
}

/** What listens now; undefined where nothing ever did. */
export function attachedLibraries(): AttachedInstrumentations | undefined {
  return attached;
}

/** Whether a library is known to be in use, and listened to. */
export function isListenedTo(library: InstrumentedLibrary): boolean {
  return attached?.libraries.includes(library) === true;
}

/** Patches what was loaded since, past every hook. */
export function sweepLibraries(): void {
  attached?.sweep();
}
