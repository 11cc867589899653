import { SpanKind } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_NETWORK_PROTOCOL_NAME,
  ATTR_NETWORK_PROTOCOL_VERSION,
} from '../../semconv/attributes.js';
import {
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY,
} from '../../semconv/incubating-attributes.js';
import { withStableKeys } from '../stable-keys.js';
import type { AmqpChannel } from './channel-in-use.js';
import { describeBroker } from './describe-broker.js';

/** A span as the instrumentation of amqplib would start it. */
export interface MessageSpanStart {
  /** `publish <exchange>`, or `<queue> process`. */
  readonly name: string;
  readonly kind: SpanKind | undefined;
  readonly attributes: Attributes;
  readonly channel: AmqpChannel | undefined;
}

const CONSUMER_NAME = / process$/;

/**
 * The attributes of a message that is published or processed, in the words of the conventions.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/rabbitmq/
 */
export function describeMessage({ name, kind, attributes, channel }: MessageSpanStart): Attributes {
  const stable = withStableKeys(attributes);
  const operation = kind === SpanKind.CONSUMER ? 'process' : 'send';
  const queue = kind === SpanKind.CONSUMER ? name.replace(CONSUMER_NAME, '') : undefined;
  return {
    ...describeBroker(channel),
    ...stable,
    [ATTR_NETWORK_PROTOCOL_NAME]: 'amqp',
    [ATTR_NETWORK_PROTOCOL_VERSION]: '0.9.1',
    [ATTR_MESSAGING_OPERATION_NAME]: operation,
    [ATTR_MESSAGING_OPERATION_TYPE]: operation,
    [ATTR_MESSAGING_DESTINATION_NAME]: destination(stable, queue),
  };
}

/** `exchange:key:queue`, without what is empty, and the queue once where it is also the key. */
function destination(attributes: Attributes, queue: string | undefined): string {
  const exchange = attributes[ATTR_MESSAGING_DESTINATION_NAME];
  const key = attributes[ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY];
  const parts = [exchange, key, queue === key ? undefined : queue];
  return parts.filter((part) => part !== undefined && part !== '').join(':') || 'amq.default';
}
