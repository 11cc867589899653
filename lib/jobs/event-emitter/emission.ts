import { context, createContextKey } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { Method } from '../../spans/imitate.js';
import { setOwnMethod } from '../../spans/own-method.js';

/** One event on its way to its listeners. */
export interface Emission {
  /** Its name; `undefined` for one that has none to be recorded, such as a symbol. */
  readonly event: string | undefined;
  /** Whether its emitter awaits what the listeners return. */
  readonly isAwaited: boolean;
}

/** An EventEmitter2. */
interface Emitter {
  readonly delimiter?: string;
  emit?: unknown;
  emitAsync?: unknown;
}

const EMISSION = createContextKey('nestjs-tracing: an event is being emitted');
const marked = new WeakSet<object>();

/**
 * Has the listeners of one emitter know how they are called. It is told through the context, since
 * listeners may be called later: those of a request scope, and those with `{ async: true }`.
 */
export function markEmissions(emitter: Emitter): void {
  if (!marked.has(emitter)) {
    marked.add(emitter);
    markMethod(emitter, 'emit', false);
    markMethod(emitter, 'emitAsync', true);
  }
}

export function emissionIn(active: Context): Emission | undefined {
  return active.getValue(EMISSION) as Emission | undefined;
}

/** On the emitter itself, since its class is that of emitters which are none of Nest's. */
function markMethod(emitter: Emitter, key: 'emit' | 'emitAsync', isAwaited: boolean): void {
  const emit = emitter[key];
  if (typeof emit !== 'function') {
    return;
  }
  const emitMarked: Method = function (...args) {
    const emission: Emission = { event: textOf(args[0], emitter.delimiter), isAwaited };
    const active = context.active().setValue(EMISSION, emission);
    return context.with(active, emit as Method, this, ...args);
  };
  setOwnMethod(emitter, key, emitMarked);
}

/** With wildcards an event may be given in parts. */
function textOf(event: unknown, delimiter = '.'): string | undefined {
  if (Array.isArray(event)) {
    return event.every((part) => typeof part === 'string') ? event.join(delimiter) : undefined;
  }
  return typeof event === 'string' ? event : undefined;
}
