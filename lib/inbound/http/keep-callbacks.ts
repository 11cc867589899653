import type { ServerResponse } from 'node:http';
import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { imitate } from '../../spans/imitate.js';

type Write = (this: ServerResponse, ...args: unknown[]) => unknown;

/**
 * Has what is called back from `write()` and `end()` run in the context of its response. An answer
 * that waits for its turn on a connection is sent by the end of the one before it, and its callbacks
 * would go on in the trace of somebody else's request.
 */
export function keepCallbacks(
  target: ServerResponse,
  contextOf: (response: ServerResponse) => Context | null | undefined,
): void {
  for (const method of ['write', 'end'] as const) {
    const original = target[method] as Write;
    const keeping: Write = function (...args) {
      const callback = args.at(-1);
      if (typeof callback === 'function') {
        const kept = contextOf(this);
        args[args.length - 1] = kept ? context.bind(kept, callback) : callback;
      }
      return Reflect.apply(original, this, args);
    };
    const value = imitate(keeping, original);
    Object.defineProperty(target, method, { configurable: true, writable: true, value });
  }
}
