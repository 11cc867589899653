import type { Attributes, TracerProvider } from '@opentelemetry/api';
import {
  ATTR_NETWORK_PROTOCOL_NAME,
  ATTR_NETWORK_PROTOCOL_VERSION,
} from '../semconv/attributes.js';
import {
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_MESSAGE_CONVERSATION_ID,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY,
} from '../semconv/incubating-attributes.js';
import { wrapTracers } from './wrapped-tracer.js';

/**
 * Keys of conventions long past that the instrumentations of amqplib (0.70) and Socket.IO (0.70)
 * still write, whatever `OTEL_SEMCONV_STABILITY_OPT_IN` says, and what they are called today.
 * Undefined for what has no successor; `messaging.url` may also hold a user's name.
 */
const SUCCESSORS: ReadonlyMap<string, string | undefined> = new Map([
  ['messaging.destination', ATTR_MESSAGING_DESTINATION_NAME],
  ['messaging.destination_kind', undefined],
  ['messaging.conversation_id', ATTR_MESSAGING_MESSAGE_CONVERSATION_ID],
  ['messaging.message_id', ATTR_MESSAGING_MESSAGE_ID],
  ['messaging.operation', ATTR_MESSAGING_OPERATION_TYPE],
  ['messaging.protocol', ATTR_NETWORK_PROTOCOL_NAME],
  ['messaging.protocol_version', ATTR_NETWORK_PROTOCOL_VERSION],
  ['messaging.rabbitmq.routing_key', ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY],
  ['messaging.url', undefined],
]);

/** The same attributes in the words of today's conventions. */
export function withStableKeys(attributes: Attributes): Attributes {
  const stable: Attributes = {};
  for (const [key, value] of Object.entries(attributes)) {
    const name = SUCCESSORS.has(key) ? SUCCESSORS.get(key) : key;
    if (name !== undefined && value !== undefined) {
      stable[name] = value;
    }
  }
  return stable;
}

export function stableKeyTracers(provider: TracerProvider): TracerProvider {
  return wrapTracers(provider, (tracer) => (name, options, context) => {
    const attributes = withStableKeys(options?.attributes ?? {});
    return tracer.startSpan(name, { ...options, attributes }, context);
  });
}
