import { context as contextApi, createContextKey } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { Method } from './imitate.js';
import { replaceMethod } from './replace-method.js';

const TRANSPORT = createContextKey('nestjs-tracing: a transport of Nest is at work');

/**
 * Marks a context in which one of Nest's transports uses its broker: the hop has its own spans, so
 * the broker's library is to make none. Only for calls that run no code of the user's.
 */
export function markTransport(context: Context): Context {
  return context.setValue(TRANSPORT, true);
}

/** Tells the instrumentations of brokers and Redis that a hop between applications is told elsewhere. */
export function isTransport(context: Context): boolean {
  return context.getValue(TRANSPORT) === true;
}

/** Has a method of a transport at work, with all it does later, if no code of the user's is in it. */
export function quietMethod(transport: object, key: string): void {
  replaceMethod(
    transport,
    key,
    (method) =>
      function (...args) {
        return contextApi.with(markTransport(contextApi.active()), method, this, ...args);
      },
  );
}

/** The same for a method that hands back what is to be done later, and does none of it itself. */
export function quietResult(transport: object, key: string): void {
  replaceMethod(
    transport,
    key,
    (method) =>
      function (...args) {
        return quietly(method.apply(this, args));
      },
  );
}

const consumers = new WeakSet<object>();

/** Notes that what a method hands back is what a broker's library is to call for each message of a hop. */
export function noteConsumerOf(transport: object, key: string): void {
  replaceMethod(
    transport,
    key,
    (method) =>
      function (...args) {
        const consume = method.apply(this, args);
        if (typeof consume === 'function') {
          consumers.add(consume);
        }
        return consume;
      },
  );
}

/** Tells the instrumentations of brokers that the messages given to a function have their spans elsewhere. */
export function isConsumerOfHops(consume: unknown): boolean {
  return typeof consume === 'function' && consumers.has(consume);
}

/** A function to call later, such as one that publishes an answer, as a transport at work. */
export function quietly(later: unknown): unknown {
  return typeof later === 'function'
    ? function (this: unknown, ...args: unknown[]): unknown {
        return contextApi.with(markTransport(contextApi.active()), later as Method, this, ...args);
      }
    : later;
}
