import { SpanKind } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_MESSAGING_CLIENT_ID,
  ATTR_MESSAGING_CONSUMER_GROUP_NAME,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_KAFKA_MESSAGE_DELIVERY_ATTEMPT,
  ATTR_MESSAGING_SYSTEM,
} from '../../semconv/incubating-attributes.js';
import { describeRecord } from '../../semconv/kafka.js';
import type { RecordFacts } from '../../semconv/kafka.js';
import { describeEventHop, describeRequestHop } from '../../semconv/messages.js';
import { countDelivery } from './count-delivery.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';

/** Nest's ServerKafka, as far as it tells who consumes. */
export interface KafkaServerLike {
  readonly clientId?: unknown;
  readonly groupId?: unknown;
  getHandlerByPattern(pattern: string): { isEventHandler?: boolean } | null;
}

/** Nest's KafkaContext. */
export interface KafkaContextLike {
  getTopic(): string;
  getPartition(): unknown;
  getMessage(): RecordFacts & { readonly headers?: Readonly<Record<string, unknown>> };
}

/** What a request has over an event: who asked, and where the answer goes. */
const REQUEST_HEADERS = ['kafka_correlationId', 'kafka_replyTopic'];

/** The span of one record: CONSUMER for an event, SERVER for a request that is answered. */
export function describeKafkaMessage(
  server: KafkaServerLike,
  rpcContext: KafkaContextLike,
): SpanDescription {
  const topic = rpcContext.getTopic();
  const { name, kind, attributes } = isEvent(server, rpcContext)
    ? describeEventHop(SpanKind.CONSUMER, topic, 'kafka')
    : describeRequestHop(SpanKind.SERVER, topic);
  return { name, kind, attributes: { ...attributes, ...describe(server, rpcContext) } };
}

/** As ServerKafka decides it. */
function isEvent(server: KafkaServerLike, rpcContext: KafkaContextLike): boolean {
  const { headers = {} } = rpcContext.getMessage();
  const isAnswered = REQUEST_HEADERS.every((name) => Boolean(headers[name]));
  return !isAnswered || server.getHandlerByPattern(rpcContext.getTopic())?.isEventHandler === true;
}

function describe(server: KafkaServerLike, rpcContext: KafkaContextLike): Attributes {
  const { key, value, offset } = rpcContext.getMessage();
  const [topic, partition] = [rpcContext.getTopic(), rpcContext.getPartition()];
  const attempt = countDelivery(server, { topic, partition, offset });
  return {
    [ATTR_MESSAGING_SYSTEM]: 'kafka',
    [ATTR_MESSAGING_DESTINATION_NAME]: topic,
    [ATTR_MESSAGING_CONSUMER_GROUP_NAME]: text(server.groupId),
    [ATTR_MESSAGING_CLIENT_ID]: text(server.clientId),
    ...describeRecord({ key, value, offset, partition }),
    [ATTR_MESSAGING_KAFKA_MESSAGE_DELIVERY_ATTEMPT]: attempt > 1 ? attempt : undefined,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
