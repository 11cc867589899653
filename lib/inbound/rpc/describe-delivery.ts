import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY,
  ATTR_MESSAGING_RABBITMQ_MESSAGE_DELIVERY_TAG,
} from '../../semconv/incubating-attributes.js';
import { describeKafkaDelivery } from './describe-kafka-delivery.js';
import { ATTR_NESTJS_MESSAGE_REDELIVERED } from '../../semconv/nestjs-attributes.js';
import { KAFKA } from './rpc-server.interface.js';

/** A message as amqplib delivers it. */
interface AmqpMessage {
  readonly fields?: {
    readonly deliveryTag?: number;
    readonly redelivered?: boolean;
    readonly routingKey?: string;
  };
  readonly properties?: { readonly messageId?: string };
}

/** What the broker says of one delivery of a message; never what is in it, and mostly nothing. */
export function describeDelivery(
  server: { readonly transportId?: unknown },
  rpcContext: { getMessage?(): unknown },
): Attributes | undefined {
  return server.transportId === KAFKA
    ? describeKafkaDelivery(server, rpcContext)
    : describeAmqpDelivery(rpcContext);
}

/** @see https://opentelemetry.io/docs/specs/semconv/messaging/rabbitmq/ */
function describeAmqpDelivery(rpcContext: { getMessage?(): unknown }): Attributes | undefined {
  const message = rpcContext.getMessage?.() as AmqpMessage | undefined;
  const fields = message?.fields;
  if (fields === undefined) {
    return undefined;
  }
  return {
    [ATTR_MESSAGING_MESSAGE_ID]: message?.properties?.messageId,
    [ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY]: fields.routingKey,
    [ATTR_MESSAGING_RABBITMQ_MESSAGE_DELIVERY_TAG]: fields.deliveryTag,
    ...(fields.redelivered === true && { [ATTR_NESTJS_MESSAGE_REDELIVERED]: true }),
  };
}
