import { diagnoseThroughNest } from './logging/diagnostics/diagnose-through-nest.js';
import type { ResolvedTracingOptions } from './options/resolved-options.interface.js';
import { attachClientProxy } from './outbound/rpc/attach-client-proxy.js';
import { loadMicroservices } from './outbound/rpc/load-microservices.js';
import { configureTracing, startTracing, startTracingEarly } from './sdk/start-tracing.js';
import { noteErrorsOf, noteFailure } from './spans/note-error.js';
import type { TracingRuntime } from './sdk/tracing-runtime.js';
import { traceLibraries } from './traced-libraries.js';

/** The start of tracing for one `forRoot()`: while AppModule is evaluated, and again for each application made from it. */
export class TracingLaunch {
  #early: TracingRuntime | undefined;

  /** Starts before the options are there, so that libraries are listened to from the beginning. */
  beginEarly(assumed: ResolvedTracingOptions): void {
    if (assumed.enabled) {
      diagnoseThroughNest(assumed.logs.diagnosticLevel);
      this.#early = startTracingEarly(assumed);
      attach(this.#early, assumed);
    }
  }

  /** @returns undefined when tracing is off, or another provider is in charge */
  begin(options: ResolvedTracingOptions): TracingRuntime | undefined {
    if (options.enabled) {
      diagnoseThroughNest(options.logs.diagnosticLevel);
    }
    const early = this.#early;
    this.#early = undefined;
    const runtime = early === undefined ? startTracing(options) : configureTracing(early, options);
    attach(runtime, options);
    return runtime;
  }
}

function attach(runtime: TracingRuntime | undefined, options: ResolvedTracingOptions): void {
  traceLibraries(runtime, options);
  if (options.enabled) {
    attachMicroservices();
  }
}

/** Nest's own clients and their counterpart, which nobody else listens to, whoever's provider is in charge. */
function attachMicroservices(): void {
  const microservices = loadMicroservices();
  if (microservices !== undefined) {
    attachClientProxy(microservices);
    noteErrorsOf(microservices.BaseRpcExceptionFilter, noteFailure);
  }
}
