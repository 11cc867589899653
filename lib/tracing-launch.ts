import { diagnoseThroughNest } from './logging/diagnostics/diagnose-through-nest.js';
import type { ResolvedTracingOptions } from './options/resolved-options.interface.js';
import { attachClientProxy } from './outbound/rpc/attach-client-proxy.js';
import { loadMicroservices } from './outbound/rpc/load-microservices.js';
import { abandonTracing, startTracing, startTracingEarly } from './sdk/start-tracing.js';
import { addSecretNames } from './redaction/secret-names.js';
import { noteErrorsOf, noteFailure } from './spans/note-error.js';
import type { TracingRuntime } from './sdk/tracing-runtime.js';
import { traceLibraries, traceNoLibraries } from './traced-libraries.js';

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
    const runtime = startTracing(options, this.#early);
    this.#early = undefined;
    attach(runtime, options);
    return runtime;
  }

  /**
   * What makes the options, or needs them to start. When it fails there will be no application, and
   * what was started early would hold spans for ever.
   */
  orGiveUp<A extends unknown[], R>(
    make: (...args: A) => R | Promise<R>,
  ): (...args: A) => Promise<R> {
    return async (...args) => {
      try {
        return await make(...args);
      } catch (error) {
        this.#giveUp();
        throw error;
      }
    };
  }

  #giveUp(): void {
    if (this.#early !== undefined) {
      abandonTracing(this.#early);
      this.#early = undefined;
      traceNoLibraries();
    }
  }
}

function attach(runtime: TracingRuntime | undefined, options: ResolvedTracingOptions): void {
  addSecretNames(options.redact.keys);
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
