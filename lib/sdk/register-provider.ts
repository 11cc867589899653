import {
  ProxyTracerProvider,
  ROOT_CONTEXT,
  context,
  createContextKey,
  trace,
} from '@opentelemetry/api';
import type { TracerProvider } from '@opentelemetry/api';
import { EngineContextManager } from '../engine/context/engine-context-manager.js';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { sharedProvider } from './applications/shared-provider.js';
import type { ApplicationTracing } from './applications/shared-provider.js';
import type { RegistrableProvider } from './machine.interface.js';

/** What we put behind the API, whose other globals may be somebody else's. */
let isContextOurs = false;

/** Ours, where it is in force. */
let contextManager: EngineContextManager | undefined;

/** Whether somebody else's tracer provider is registered, whose guest we then are. */
export function isForeignProviderRegistered(): boolean {
  const registered = registeredProvider();
  return registered !== undefined && registered !== sharedProvider;
}

/**
 * Has a provider of ours make the spans from now on, where no application is known that has
 * another.
 *
 * @param application what stands for it in the contexts of its work
 */
export function registerProvider(
  tracing: OurTracing,
  needs: ContextNeeds,
  application?: object,
): void {
  sharedProvider.use(tracing, application);
  standBehindApi(tracing.provider, needs);
}

interface OurTracing extends ApplicationTracing {
  readonly provider: RegistrableProvider;
}

/** What decides about the context manager: whoever is watched needs ours, on either engine. */
type ContextNeeds = Pick<ResolvedTracingOptions, 'engine' | 'bestPractices'>;

/**
 * Puts what all applications share behind the API, in the way of one of their providers. A context
 * manager that somebody else has registered stays, and ours is registered once.
 */
export function standBehindApi({ register }: RegistrableProvider, needs: ContextNeeds): void {
  if (registeredProvider() !== sharedProvider) {
    const isManaged = isContextManaged();
    isContextOurs ||= !isManaged;
    // Both engines register whatever they are called on, with the context manager that is theirs.
    register.call(sharedProvider as TracerProvider as RegistrableProvider, {
      contextManager: isManaged ? null : manageContext(needs),
      propagator: null,
    });
  }
}

/** @returns undefined for the one that the stock engine has */
function manageContext({ engine, bestPractices }: ContextNeeds): EngineContextManager | undefined {
  const isOurs = engine === 'fast' || bestPractices !== undefined;
  contextManager = isOurs ? new EngineContextManager() : undefined;
  return contextManager;
}

/** Whether somebody has made a context active here, which may be the root; true where that is not known. */
export function isContextEntered(): boolean {
  return contextManager === undefined || contextManager.isEntered();
}

/** Has spans that are started from now on record nothing; only applications under test go on. */
export function unregisterProvider(): void {
  sharedProvider.useNone();
  // To disable what is not there cuts off the tracers that instrumentations have obtained early, and
  // would remove the provider of another copy of the API, which this one does not see.
  if (registeredProvider() === sharedProvider && !sharedProvider.isRecording) {
    trace.disable();
  }
}

/** Takes the context manager out of the API, unless it is somebody else's. */
export function unregisterContextManager(): void {
  if (isContextOurs) {
    isContextOurs = false;
    contextManager = undefined;
    context.disable();
  }
}

/** The tracer provider in force where nothing tells an application, whoever's it is. */
export function providerInForce(): TracerProvider | undefined {
  const registered = registeredProvider();
  return registered === sharedProvider ? (sharedProvider.latest ?? registered) : registered;
}

/** What is registered with the API, which of ours is what they share. */
function registeredProvider(): TracerProvider | undefined {
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
  return context.with(probing, () => {
    if (contextManager?.isEntered() === false) {
      // Somebody has put another in its place.
      contextManager = undefined;
    }
    return context.active().getValue(PROBE) === true;
  });
}
