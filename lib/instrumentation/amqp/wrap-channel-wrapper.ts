import { context as contextApi } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { replaceMethod } from '../../spans/replace-method.js';
import type { Method } from '../../spans/imitate.js';

const PUBLISHED_IN = Symbol('nestjs-tracing: the context a message was published in');

/** Options of a message, which travel with it through the queue of a ChannelWrapper. */
export interface MessageOptions {
  readonly headers?: Record<string, unknown>;
  readonly [PUBLISHED_IN]?: Context;
}

/**
 * Has the ChannelWrapper of amqp-connection-manager note with each message where it was published:
 * it queues messages and hands them to the channel later, in the context of whichever message made
 * it start.
 *
 * @param wrapper the prototype of ChannelWrapper, or any instance of it; may be given again
 */
export function wrapChannelWrapper(wrapper: object): void {
  replaceMethod(wrapper, 'publish', (publish) => noteContext(publish, 3));
  replaceMethod(wrapper, 'sendToQueue', (sendToQueue) => noteContext(sendToQueue, 2));
}

/** The context in which a message was published, if a ChannelWrapper had it since. */
export function contextOfMessage(options: MessageOptions | undefined): Context | undefined {
  return options?.[PUBLISHED_IN];
}

function noteContext(publish: Method, position: number): Method {
  return function (...args) {
    const options = args[position] as MessageOptions | null | undefined;
    args[position] = { ...options, [PUBLISHED_IN]: contextApi.active() };
    return publish.apply(this, args);
  };
}
