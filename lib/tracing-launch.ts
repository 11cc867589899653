import { trace } from '@opentelemetry/api';
import { attachInstrumentations } from './instrumentation/attach-instrumentations.js';
import type { AttachedInstrumentations } from './instrumentation/attach-instrumentations.js';
import type { ResolvedTracingOptions } from './options/resolved-options.interface.js';
import { attachClientProxy } from './outbound/rpc/attach-client-proxy.js';
import { loadMicroservices } from './outbound/rpc/load-microservices.js';
import {
  configureTracing,
  preloadTracing,
  startTracing,
  startTracingEarly,
} from './sdk/start-tracing.js';
import { noteErrorsOf } from './spans/note-error.js';
import type { TracingRuntime } from './sdk/tracing-runtime.js';

/** What listens in this process, whichever application started it. */
let attached: AttachedInstrumentations | undefined;

/** The start of tracing for one `forRoot()`: while AppModule is evaluated, and again for each application made from it. */
export class TracingLaunch {
  /**
   * Starts before there is an application, with libraries alone: of Nest nothing is loaded, since
   * the process may be none of its.
   *
   * @param environment the options when only the environment is asked
   */
  static preload(environment: ResolvedTracingOptions): void {
    if (environment.enabled) {
      attachLibraries(preloadTracing(environment), environment);
    }
  }

  #early: TracingRuntime | undefined;

  /** Starts before the options are there, so that libraries are listened to from the beginning. */
  beginEarly(assumed: ResolvedTracingOptions): void {
    if (assumed.enabled) {
      this.#early = startTracingEarly(assumed);
      attach(this.#early, assumed);
    }
  }

  /** @returns undefined when tracing is off, or another provider is in charge */
  begin(options: ResolvedTracingOptions): TracingRuntime | undefined {
    const early = this.#early;
    this.#early = undefined;
    const runtime = early === undefined ? startTracing(options) : configureTracing(early, options);
    attach(runtime, options);
    return runtime;
  }

  /** Patches what was loaded since, past every hook. */
  static sweep(): void {
    attached?.sweep();
  }
}

function attach(runtime: TracingRuntime | undefined, options: ResolvedTracingOptions): void {
  attachLibraries(runtime, options);
  if (options.enabled) {
    attachMicroservices();
  }
}

function attachLibraries(
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

/** Nest's own clients and their counterpart, which nobody else listens to, whoever's provider is in charge. */
function attachMicroservices(): void {
  const microservices = loadMicroservices();
  if (microservices !== undefined) {
    attachClientProxy(microservices);
    noteErrorsOf(microservices.BaseRpcExceptionFilter);
  }
}
