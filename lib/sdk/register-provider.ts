import {
  ProxyTracerProvider,
  ROOT_CONTEXT,
  context,
  createContextKey,
  trace,
} from '@opentelemetry/api';
import type { TracerProvider } from '@opentelemetry/api';
import type { RegistrableProvider } from './machine.interface.js';

const ours = new WeakSet<object>();

/** Whether somebody else's tracer provider is registered, whose guest we then are. */
export function isForeignProviderRegistered(): boolean {
  const registered = registeredProvider();
  return registered !== undefined && !ours.has(registered);
}

/**
 * Registers a provider of ours, in place of an earlier one of ours. A context manager that somebody
 * else has registered stays, and ours is registered once.
 */
export function registerProvider(provider: RegistrableProvider): void {
  ours.add(provider);
  unregisterProvider();
  provider.register({
    contextManager: isContextManaged() ? null : undefined,
    propagator: null,
  });
}

/** Takes a provider of ours out of the API, so that spans started from now on record nothing. */
export function unregisterProvider(): void {
  const registered = registeredProvider();
  // To disable what is not there cuts off the tracers that instrumentations have obtained early, and
  // would remove the provider of another copy of the API, which this one does not see.
  if (registered !== undefined && ours.has(registered)) {
    trace.disable();
  }
}

/** The tracer provider in force, whoever's it is. */
export function registeredProvider(): TracerProvider | undefined {
  const registered = trace.getTracerProvider();
  if (!(registered instanceof ProxyTracerProvider)) {
    return registered;
  }
  // Without a registered provider there is no delegate, and so no tracer of one.
  const hasDelegate = registered.getDelegateTracer('nestjs-tracing') !== undefined;
  return hasDelegate ? registered.getDelegate() : undefined;
}

const PROBE = createContextKey('nestjs-tracing: is the context managed');

/** Without a context manager, the root context is active everywhere. */
function isContextManaged(): boolean {
  const probing = ROOT_CONTEXT.setValue(PROBE, true);
  return context.with(probing, () => context.active().getValue(PROBE) === true);
}
