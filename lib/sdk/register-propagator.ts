import { propagation } from '@opentelemetry/api';
import type { TextMapPropagator } from '@opentelemetry/api';

/** Where every copy of this generation of the API keeps what was registered. */
const GLOBAL_API = Symbol.for('opentelemetry.js.api.1');

const ours = new WeakSet<TextMapPropagator>();

/**
 * Registers a propagator of ours, in place of an earlier one of ours; none when it is undefined. One
 * that somebody else has registered stays.
 */
export function registerPropagator(propagator: TextMapPropagator | undefined): void {
  const registered = registeredPropagator();
  if (registered !== undefined) {
    if (!ours.has(registered)) {
      return;
    }
    propagation.disable();
  }
  if (propagator !== undefined) {
    ours.add(propagator);
    propagation.setGlobalPropagator(propagator);
  }
}

/** Takes a propagator out of the API, unless it is somebody else's. */
export function unregisterPropagator(): void {
  const registered = registeredPropagator();
  if (registered !== undefined && ours.has(registered)) {
    propagation.disable();
  }
}

/** The API has no way to ask who is in charge. */
function registeredPropagator(): TextMapPropagator | undefined {
  const api = (globalThis as Record<symbol, unknown>)[GLOBAL_API] as
    { readonly propagation?: TextMapPropagator } | undefined;
  return api?.propagation;
}
