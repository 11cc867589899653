import { types } from 'node:util';
import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { Observable, finalize, isObservable } from 'rxjs';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { guarded } from '../../spans/guarded.js';
import { imitate } from '../../spans/imitate.js';
import { isObject } from '../../spans/is-object.js';
import { setOwnMethod } from '../../spans/own-method.js';
import { endMessage, failMessage, isMessageOpen, openMessage } from './open-message.js';
import type { MessageHandler, RpcServer } from './rpc-server.interface.js';

/**
 * Has each handler open the span of its message: a strategy of the user's may or may not call the
 * hooks of the server, and they would not tell which handler it is.
 */
export function attachCustomStrategy(server: RpcServer, options: ResolvedTracingOptions): void {
  const { addHandler } = server;
  if (addHandler !== undefined) {
    const add: typeof addHandler = function (this: RpcServer, pattern, handler, ...rest) {
      return addHandler.call(this, pattern, traced(handler, server, options), ...rest);
    };
    setOwnMethod(server, 'addHandler', add);
  }
}

function traced(
  handler: MessageHandler,
  server: RpcServer,
  options: ResolvedTracingOptions,
): MessageHandler {
  const tracedHandler: MessageHandler = function (this: unknown, ...args) {
    const rpcContext = isObject(args[1]) ? args[1] : {};
    const active = isMessageOpen(rpcContext)
      ? undefined
      : guarded('opening the span of a message', () =>
          openMessage(server, options, rpcContext, tracedHandler),
        );
    return active === undefined
      ? handler.apply(this, args)
      : handleIn(active, rpcContext, () => handler.apply(this, args));
  };
  imitate(tracedHandler, handler);
  // Nest chains the handlers of an event by this, and looks for the next on the handler it made.
  return Object.defineProperty(tracedHandler, 'next', {
    configurable: true,
    enumerable: true,
    get: () => handler.next,
    set: (next: MessageHandler) => {
      handler.next = next;
    },
  });
}

/**
 * Calls a handler, which gives a promise of an Observable, or either of them. With interceptors it is
 * called only when that is subscribed to.
 */
function handleIn(active: Context, rpcContext: object, handle: () => unknown): unknown {
  const settle = (result: unknown): unknown => {
    if (isObservable(result)) {
      const answers = result.pipe(finalize(() => endMessage(rpcContext)));
      return new Observable((subscriber) =>
        context.with(active, () => answers.subscribe(subscriber)),
      );
    }
    endMessage(rpcContext);
    return result;
  };
  try {
    const result = context.with(active, handle);
    return types.isPromise(result)
      ? result.then(settle, (error: unknown) => failMessage(rpcContext, error))
      : settle(result);
  } catch (error) {
    return failMessage(rpcContext, error);
  }
}
