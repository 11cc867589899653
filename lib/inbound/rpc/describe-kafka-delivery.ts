import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_MESSAGING_CLIENT_ID,
  ATTR_MESSAGING_CONSUMER_GROUP_NAME,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_SYSTEM,
} from '../../semconv/incubating-attributes.js';
import { describeRecord } from '../../semconv/kafka.js';
import type { RecordFacts } from '../../semconv/kafka.js';
import { ATTR_NESTJS_MESSAGE_REDELIVERED } from '../../semconv/nestjs-attributes.js';
import { isRedelivered } from './is-redelivered.js';

/** Nest's ServerKafka, as far as it tells who consumes. */
interface KafkaServer {
  readonly clientId?: unknown;
  readonly groupId?: unknown;
}

/** Nest's KafkaContext. */
interface KafkaContext {
  getTopic(): string;
  getPartition(): unknown;
  getMessage(): RecordFacts;
}

/**
 * Which record of Kafka a message is, and by whom it is consumed.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/kafka/
 */
export function describeKafkaDelivery(server: object, rpcContext: object): Attributes {
  const told = rpcContext as KafkaContext;
  const { key, value, offset } = told.getMessage();
  const [topic, partition] = [told.getTopic(), told.getPartition()];
  const { clientId, groupId } = server as KafkaServer;
  return {
    [ATTR_MESSAGING_SYSTEM]: 'kafka',
    [ATTR_MESSAGING_DESTINATION_NAME]: topic,
    [ATTR_MESSAGING_CONSUMER_GROUP_NAME]: text(groupId),
    [ATTR_MESSAGING_CLIENT_ID]: text(clientId),
    ...describeRecord({ key, value, offset, partition }),
    ...(isRedelivered(server, { topic, partition, offset }) && {
      [ATTR_NESTJS_MESSAGE_REDELIVERED]: true,
    }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
