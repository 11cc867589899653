import { ProxyTracerProvider, trace } from '@opentelemetry/api';
import { w3cPropagator } from '../engine/propagation/w3c-propagator.js';
import type { RegistrableProvider } from './machine.interface.js';

const ours = new WeakSet<object>();
let areGlobalsSet = false;

/** Whether somebody else's tracer provider is registered, whose guest we then are. */
export function isForeignProviderRegistered(): boolean {
  const registered = trace.getTracerProvider();
  if (!(registered instanceof ProxyTracerProvider)) {
    return !ours.has(registered);
  }
  // Without a registered provider there is no delegate, and so no tracer of one.
  const hasDelegate = registered.getDelegateTracer('nestjs-tracing') !== undefined;
  return hasDelegate && !ours.has(registered.getDelegate());
}

/**
 * Registers a provider of ours, in place of an earlier one of ours. Context manager and W3C
 * propagators are registered once: they are the same for all.
 */
export function registerProvider(provider: RegistrableProvider): void {
  ours.add(provider);
  trace.disable();
  provider.register(
    areGlobalsSet
      ? { contextManager: null, propagator: null }
      : // The one that comes with the stock provider passes on what the W3C forbids.
        { propagator: w3cPropagator() },
  );
  areGlobalsSet = true;
}

/** Takes a provider of ours out of the API, so that spans started from now on record nothing. */
export function unregisterProvider(): void {
  if (!isForeignProviderRegistered()) {
    trace.disable();
  }
}
