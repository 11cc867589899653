import {
  diagnoseNoMore,
  diagnoseThroughNest,
} from './logging/diagnostics/diagnose-through-nest.js';
import { followRefusals, leaveRefusals } from './instrumentation/refused-spans.js';
import type { ResolvedTracingOptions } from './options/resolved-options.interface.js';
import { attachClientProxy } from './outbound/rpc/attach-client-proxy.js';
import { loadMicroservices } from './outbound/rpc/load-microservices.js';
import type { ApplicationRecording } from './sdk/recording/application-recording.js';
import {
  abandonTracing,
  endRecording,
  isRecording,
  runtimeInForce,
  startRecording,
  startTracing,
  startTracingEarly,
} from './sdk/start-tracing.js';
import { addSecretNames } from './redaction/secret-names.js';
import { noteErrorsOf, noteFailure } from './spans/note-error.js';
import { followThrownErrors, leaveThrownErrors } from './spans/thrown-errors.js';
import type { TracingRuntime } from './sdk/tracing-runtime.js';
import { takeTurn } from './sandboxed-tracing.js';
import { traceLibraries, traceNoLibraries } from './traced-libraries.js';

/** The start of tracing for one `forRoot()`: while AppModule is evaluated, and again for each application made from it. */
export class TracingLaunch {
  #early: TracingRuntime | undefined;

  /** In force before it, for an application that may have been closed and forgotten since. */
  #former: WeakRef<TracingRuntime> | undefined;

  /** Starts before the options are there, so that libraries are listened to from the beginning. */
  beginEarly(assumed: ResolvedTracingOptions): void {
    takeTurn();
    if (assumed.enabled) {
      diagnoseThroughNest(assumed.logs.diagnosticLevel);
      const former = runtimeInForce();
      this.#former = former && new WeakRef(former);
      this.#early = startTracingEarly(assumed);
      attach(this.#early, assumed);
    }
  }

  /** @returns undefined when tracing is off, or another provider is in charge */
  begin(options: ResolvedTracingOptions): TracingRuntime | undefined {
    takeTurn();
    if (options.enabled) {
      diagnoseThroughNest(options.logs.diagnosticLevel);
    }
    const runtime = startTracing(options, this.#early);
    this.#early = undefined;
    attach(runtime, options);
    return runtime;
  }

  /** Starts for an application under test; what was started for production is let go. */
  record(
    options: ResolvedTracingOptions,
    recording: ApplicationRecording,
  ): TracingRuntime | undefined {
    this.#early = undefined;
    return record(options, recording);
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

  /** An application from before it goes on as if there had been no other. */
  #giveUp(): void {
    const early = this.#early;
    this.#early = undefined;
    if (early === undefined) {
      return;
    }
    if (early === runtimeInForce()) {
      const former = this.#former?.deref();
      if (former?.isInUse === true) {
        this.begin(former.options);
      } else {
        traceNoLibraries();
      }
    }
    abandonTracing(early);
  }
}

/** Starts for an application under test, once, whichever of its modules comes first. */
export function record(
  options: ResolvedTracingOptions,
  recording: ApplicationRecording,
): TracingRuntime | undefined {
  return recording.startOnce(() => {
    takeTurn();
    diagnoseThroughNest(options.logs.diagnosticLevel);
    const runtime = startRecording(options, recording);
    attach(runtime, options);
    return runtime;
  });
}

/** An application has come for which tracing was started. */
export function openTracing(runtime: TracingRuntime): void {
  runtime.open();
  // Where it is another one of its module, the one before may have closed since this was begun.
  watchPractices(runtime);
}

/** It closes: its last spans are delivered, and what was recorded under test stays to be read. */
export async function closeTracing(runtime: TracingRuntime): Promise<void> {
  await runtime.close();
  if (!runtime.isInUse) {
    watchNoMore(runtime);
  }
  if (runtime.isRecording) {
    recordNoMore(runtime);
  }
}

/** Of the last application under test nothing is left in this process but patches that do nothing. */
function recordNoMore(runtime: TracingRuntime): void {
  if (endRecording(runtime)) {
    traceNoLibraries();
    diagnoseNoMore();
  }
}

function attach(runtime: TracingRuntime | undefined, options: ResolvedTracingOptions): void {
  addSecretNames(options.redact.keys);
  watchPractices(runtime);
  // One that is loaded with tracing off takes nothing from those under test.
  if (options.enabled || !isRecording()) {
    traceLibraries(runtime, options);
  }
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

/** What no processor of spans can see. Before the options are there, nobody watches yet. */
function watchPractices(runtime: TracingRuntime | undefined): void {
  const watcher = runtime?.watcher;
  if (watcher !== undefined) {
    followThrownErrors(watcher);
    followRefusals(watcher);
  }
}

function watchNoMore({ watcher }: TracingRuntime): void {
  if (watcher !== undefined) {
    leaveThrownErrors(watcher);
    leaveRefusals(watcher);
  }
}
