import { ATTR_NESTJS_MESSAGE_REQUEUE } from '../../semconv/nestjs-attributes.js';
import type { Method } from '../../spans/imitate.js';
import { isObject } from '../../spans/is-object.js';
import { replaceMethod } from '../../spans/replace-method.js';
import type { MessageSpan } from './message-span.js';

/** What is used of the context of a message from RabbitMQ. */
interface AmqpContext {
  getMessage?(): unknown;
  getChannelRef?(): unknown;
}

/** What settles a message, and where among the arguments stands whether it is queued again. */
const SETTLEMENTS = [
  { method: 'ack', requeueAt: undefined },
  { method: 'nack', requeueAt: 2 },
  { method: 'reject', requeueAt: 1 },
] as const;

const followed = new WeakSet<object>();

const unsettled = new WeakMap<object, MessageSpan>();

/** Tells in the span of a message, while it is open, how the application settles it with RabbitMQ. */
export function followSettlement(rpcContext: AmqpContext, span: MessageSpan): void {
  const message = rpcContext.getMessage?.();
  const channel = rpcContext.getChannelRef?.();
  if (isObject(message) && isObject(channel)) {
    unsettled.set(message, span);
    followChannel(channel);
  }
}

function followChannel(channel: object): void {
  if (followed.has(channel)) {
    return;
  }
  followed.add(channel);
  for (const { method, requeueAt } of SETTLEMENTS) {
    replaceMethod(channel, method, (settle) => noteSettlement(settle, method, requeueAt));
  }
}

function noteSettlement(settle: Method, name: string, requeueAt: number | undefined): Method {
  return function (...args) {
    const [message] = args;
    if (isObject(message)) {
      // The library takes anything but false for true, and so does the broker.
      const attributes =
        requeueAt === undefined ? {} : { [ATTR_NESTJS_MESSAGE_REQUEUE]: args[requeueAt] !== false };
      unsettled.get(message)?.noteEvent(`message.${name}`, attributes);
    }
    return settle.apply(this, args);
  };
}
