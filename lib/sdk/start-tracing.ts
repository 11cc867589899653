import { diag } from '@opentelemetry/api';
import { messages } from '../errors/messages.js';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { PreloadedRuntime } from './preloaded-runtime.js';
import {
  isForeignProviderRegistered,
  registerProvider,
  unregisterProvider,
} from './register-provider.js';
import { TracingRuntime } from './tracing-runtime.js';

/** The runtime of each set of options: an application created twice from one module keeps its own. */
const runtimes = new WeakMap<ResolvedTracingOptions, TracingRuntime>();

/** Started before there was an application; the first one takes it over. */
let preloaded: PreloadedRuntime | undefined;

/**
 * Starts tracing with these options, or makes them the ones in force again. The application that
 * starts last in a process has the say.
 *
 * @returns undefined when tracing is off, or somebody else's provider is in charge
 */
export function startTracing(options: ResolvedTracingOptions): TracingRuntime | undefined {
  if (isForeignProviderRegistered()) {
    diag.info(messages.providerPresent());
    return undefined;
  }
  if (!options.enabled) {
    claimPreloaded()?.abandon();
    unregisterProvider();
    return undefined;
  }
  const runtime = runtimes.get(options) ?? claimPreloaded() ?? new TracingRuntime(options);
  if (!runtimes.has(options)) {
    runtimes.set(options, runtime);
    runtime.configure(options);
  }
  registerProvider(runtime.provider);
  return runtime;
}

/**
 * Starts tracing before the options are there; spans are held until `configureTracing()`.
 *
 * @param assumed the options as they would be if the code said nothing
 */
export function startTracingEarly(assumed: ResolvedTracingOptions): TracingRuntime | undefined {
  if (isForeignProviderRegistered()) {
    return undefined;
  }
  const runtime = claimPreloaded() ?? new TracingRuntime(assumed);
  registerProvider(runtime.provider);
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
  preloaded = new PreloadedRuntime(environment);
  registerProvider(preloaded.provider);
  return preloaded;
}

/** Gives a runtime that was started early the options it waited for. */
export function configureTracing(
  early: TracingRuntime,
  options: ResolvedTracingOptions,
): TracingRuntime | undefined {
  if (options.enabled) {
    runtimes.set(options, early);
    early.configure(options);
  } else {
    early.abandon();
  }
  return startTracing(options);
}

function claimPreloaded(): TracingRuntime | undefined {
  const runtime = preloaded?.claim();
  preloaded = undefined;
  return runtime;
}
