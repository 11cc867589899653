import { createContextKey } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';

/** What is used of a channel of amqplib. */
export interface AmqpChannel {
  readonly connection?: AmqpConnection;
}

export interface AmqpConnection {
  readonly serverProperties?: { readonly product?: unknown };
  readonly stream?: { readonly remoteAddress?: string; readonly remotePort?: number };
}

const CHANNEL = createContextKey('nestjs-tracing: the channel a message goes through');

/** The context in which the instrumentation starts the span of a message on this channel. */
export function withChannel(context: Context, channel: AmqpChannel): Context {
  return context.setValue(CHANNEL, channel);
}

export function channelOf(context: Context): AmqpChannel | undefined {
  return context.getValue(CHANNEL) as AmqpChannel | undefined;
}
