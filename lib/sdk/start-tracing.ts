import { diag } from '@opentelemetry/api';
import { messages } from '../errors/messages.js';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { createPropagator } from './create-propagator.js';
import { PreloadedRuntime } from './preloaded-runtime.js';
import { registerPropagator, unregisterPropagator } from './register-propagator.js';
import { sharedProvider } from './applications/shared-provider.js';
import type { ApplicationRecording } from './recording/application-recording.js';
import {
  isForeignProviderRegistered,
  registerProvider,
  standBehindApi,
  unregisterContextManager,
  unregisterProvider,
} from './register-provider.js';
import { TracingRuntime } from './tracing-runtime.js';
import { WeaklyHeld } from './weakly-held.js';

/** The runtime of each set of options: an application created twice from one module keeps its own. */
const runtimes = new WeakMap<ResolvedTracingOptions, TracingRuntime>();

/** Those that no application has come to use yet, as far as anybody still holds them. */
const unused = new WeaklyHeld<TracingRuntime>();

/** Started before there was an application; the first one takes it over. */
let preloaded: PreloadedRuntime | undefined;

/**
 * Starts tracing with these options, or makes them the ones in force again. Of several applications
 * each records its own work, and the one that started last what is nobody's.
 *
 * @param early started before these options were there, which it has waited for
 * @returns undefined when tracing is off, or somebody else's provider is in charge
 * @throws TracingConfigurationError when a package that was asked for is not installed
 */
export function startTracing(
  options: ResolvedTracingOptions,
  early?: TracingRuntime,
): TracingRuntime | undefined {
  if (isForeignProviderRegistered()) {
    early?.discard();
    diag.debug(messages.providerPresent());
    return undefined;
  }
  if (!options.enabled) {
    (early ?? claimPreloaded())?.discard();
    unregisterProvider();
    return undefined;
  }
  const propagator = createPropagator(options.propagators);
  const known = usable(runtimes.get(options));
  const runtime = known ?? usable(early) ?? claimPreloaded() ?? new TracingRuntime(options);
  if (runtime !== known) {
    runtime.configure(options);
    runtimes.set(options, runtime);
  }
  wait(runtime);
  registerProvider(runtime, options, options);
  registerPropagator(propagator);
  return runtime;
}

/**
 * Starts tracing before the options are there; spans are held until `startTracing()` is given the runtime.
 *
 * @param assumed the options as they would be if the code said nothing
 */
export function startTracingEarly(assumed: ResolvedTracingOptions): TracingRuntime | undefined {
  if (isForeignProviderRegistered()) {
    return undefined;
  }
  const propagator = createPropagator(assumed.propagators);
  const runtime = claimPreloaded() ?? new TracingRuntime(assumed);
  wait(runtime);
  registerProvider(runtime, assumed);
  registerPropagator(propagator);
  return runtime;
}

/**
 * Starts tracing before there is an application; the first one takes the runtime over.
 *
 * @param environment the options when only the environment is asked, which are in force when no
 *   application comes
 */
export function preloadTracing(environment: ResolvedTracingOptions): PreloadedRuntime | undefined {
  if (isForeignProviderRegistered()) {
    return undefined;
  }
  const propagator = createPropagator(environment.propagators);
  preloaded = new PreloadedRuntime(environment);
  registerProvider(preloaded, environment);
  registerPropagator(propagator);
  return preloaded;
}

/** What makes the spans that are of no known application, unless that is a preload or not ours. */
export function runtimeInForce(): TracingRuntime | undefined {
  const { latestTracing } = sharedProvider;
  return latestTracing instanceof TracingRuntime ? latestTracing : undefined;
}

/** Ends what was started early, when the options it waited for will not come. */
export function abandonTracing(early: TracingRuntime): void {
  early.discard();
  if (sharedProvider.latest === early.provider) {
    unregisterProvider();
  }
}

/**
 * Starts tracing for an application under test: its spans stay with the recording, and nothing is
 * sent. What was started while modules were being loaded, to send spans, is let go.
 *
 * @returns undefined when somebody else's provider is in charge
 */
export function startRecording(
  options: ResolvedTracingOptions,
  { spans }: ApplicationRecording,
): TracingRuntime | undefined {
  letGoOfUnused();
  if (isForeignProviderRegistered()) {
    diag.debug(messages.providerPresent());
    return undefined;
  }
  const propagator = createPropagator(options.propagators);
  const runtime = new TracingRuntime(options, undefined, spans);
  runtime.configure(options);
  sharedProvider.record(runtime, options);
  standBehindApi(runtime.provider, options);
  registerPropagator(propagator);
  return runtime;
}

/**
 * Ends what `startRecording()` has started. With the last application of the process everything of
 * ours is taken out of the OpenTelemetry API.
 *
 * @returns whether it was the last
 */
export function endRecording(runtime: TracingRuntime): boolean {
  const isLast = sharedProvider.forget(runtime);
  runtime.discard();
  if (!isLast || sharedProvider.isInUse) {
    return false;
  }
  unregisterProvider();
  unregisterContextManager();
  unregisterPropagator();
  return true;
}

/** Whether there are applications under test. */
export function isRecording(): boolean {
  return sharedProvider.isRecording;
}

/** Has nothing sent by what was started for an application that has not come. */
export function letGoOfUnused(): void {
  claimPreloaded()?.discard();
  for (const runtime of unused) {
    if (!runtime.isInUse) {
      runtime.discard();
    }
  }
  unused.clear();
}

function wait(runtime: TracingRuntime): void {
  if (!runtime.isInUse) {
    unused.add(runtime);
  }
}

/** One that was let go can be started no more. */
function usable(runtime: TracingRuntime | undefined): TracingRuntime | undefined {
  return runtime?.isDiscarded === true ? undefined : runtime;
}

function claimPreloaded(): TracingRuntime | undefined {
  const runtime = preloaded?.claim();
  preloaded = undefined;
  return runtime;
}
