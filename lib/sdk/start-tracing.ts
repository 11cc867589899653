import { diag } from '@opentelemetry/api';
import { messages } from '../errors/messages.js';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { createPropagator } from './create-propagator.js';
import { PreloadedRuntime } from './preloaded-runtime.js';
import { registerPropagator } from './register-propagator.js';
import {
  isForeignProviderRegistered,
  registerProvider,
  registeredProvider,
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
  const runtime = runtimes.get(options) ?? early ?? claimPreloaded() ?? new TracingRuntime(options);
  if (!runtimes.has(options)) {
    runtime.configure(options);
    runtimes.set(options, runtime);
  }
  registerProvider(runtime.provider);
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
  registerProvider(runtime.provider);
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
  registerProvider(preloaded.provider);
  registerPropagator(propagator);
  return preloaded;
}

/** Ends what was started early, when the options it waited for will not come. */
export function abandonTracing(early: TracingRuntime): void {
  early.discard();
  if (registeredProvider() === early.provider) {
    unregisterProvider();
  }
}

function claimPreloaded(): TracingRuntime | undefined {
  const runtime = preloaded?.claim();
  preloaded = undefined;
  return runtime;
}
