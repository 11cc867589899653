import type { EventEmitter } from 'node:events';
import { context as contextApi } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';

/**
 * Has whoever listens to an emitter called in a context, which is otherwise that of the socket or
 * timer it hears from, and tells of each event first.
 *
 * @param notice is given the name of an event and its first argument; must not throw
 */
export function emitInContext(
  emitter: EventEmitter,
  active: Context,
  notice: (event: string | symbol, argument: unknown) => void,
): void {
  const { emit } = emitter;
  Object.defineProperty(emitter, 'emit', {
    configurable: true,
    writable: true,
    value: (event: string | symbol, ...args: unknown[]): boolean => {
      notice(event, args[0]);
      return contextApi.with(active, emit, emitter, event, ...args);
    },
  });
}
