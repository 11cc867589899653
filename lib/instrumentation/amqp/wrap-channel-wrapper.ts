import { context, diag } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { messages } from '../../errors/messages.js';

type Method = (this: unknown, ...args: unknown[]) => unknown;

interface ChannelWrapperPrototype {
  publish: Method;
  sendToQueue: Method;
  _publishQueuedMessages(this: { _channel?: Channel }, ...args: unknown[]): unknown;
}

interface Channel {
  publish: Method;
}

const methods = ['publish', 'sendToQueue', '_publishQueuedMessages'] as const;

/** Where the options of a message tell the context it was published in. */
const PUBLISHED_IN = Symbol('nestjs-tracing:published-in');

const wrapped = new WeakSet<object>();

/**
 * The ChannelWrapper of amqp-connection-manager queues messages, and publishes them from wherever
 * its queue is worked on. This has each one published in the context the application published it
 * in, so that its PRODUCER span has the right parent. Safe to call twice.
 */
export function wrapChannelWrapper(prototype: object): void {
  if (wrapped.has(prototype)) {
    return;
  }
  const wrapper = prototype as ChannelWrapperPrototype;
  if (!methods.every((method) => typeof wrapper[method] === 'function')) {
    diag.warn(messages.clientUnknown('the ChannelWrapper of amqp-connection-manager', methods));
    return;
  }
  wrapped.add(prototype);
  wrapper.publish = notingContext(wrapper.publish, 3);
  wrapper.sendToQueue = notingContext(wrapper.sendToQueue, 2);
  const publishQueued = wrapper._publishQueuedMessages;
  wrapper._publishQueuedMessages = function (...args) {
    restoreContextIn(this._channel);
    return publishQueued.apply(this, args);
  };
}

function notingContext(publish: Method, optionsAt: number): Method {
  return function (...args) {
    // The wrapper copies the options with their symbols, and hands the copy to the channel.
    args[optionsAt] = { ...(args[optionsAt] as object), [PUBLISHED_IN]: context.active() };
    return publish.apply(this, args);
  };
}

/** On the channel itself, around whatever its class has or will have: the classes may be patched later. */
function restoreContextIn(channel: Channel | undefined): void {
  if (channel === undefined || wrapped.has(channel)) {
    return;
  }
  wrapped.add(channel);
  const channelClass = Object.getPrototypeOf(channel) as Channel;
  channel.publish = function (...args) {
    const options = args[3] as { [PUBLISHED_IN]?: Context } | undefined;
    return context.with(options?.[PUBLISHED_IN] ?? context.active(), () =>
      channelClass.publish.apply(this, args),
    );
  };
}
