/**
 * Keys that are not stable yet, copied as the conventions ask of libraries, from version 1.45.
 */

/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/graphql/ */
export const ATTR_GRAPHQL_DOCUMENT = 'graphql.document';
/** SHA-256 of the document, in hexadecimal. A key of our own: the conventions have none for it. */
export const ATTR_GRAPHQL_DOCUMENT_HASH = 'graphql.document.hash';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/graphql/ */
export const ATTR_GRAPHQL_OPERATION_NAME = 'graphql.operation.name';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/graphql/ */
export const ATTR_GRAPHQL_OPERATION_TYPE = 'graphql.operation.type';
/** The document in the words of instrumentation-graphql, for which the conventions have another. */
export const ATTR_GRAPHQL_SOURCE = 'graphql.source';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
export const ATTR_MESSAGING_SYSTEM = 'messaging.system';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
export const ATTR_MESSAGING_DESTINATION_NAME = 'messaging.destination.name';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
export const ATTR_MESSAGING_OPERATION_NAME = 'messaging.operation.name';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
export const ATTR_MESSAGING_OPERATION_TYPE = 'messaging.operation.type';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
export const ATTR_MESSAGING_MESSAGE_ID = 'messaging.message.id';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
export const ATTR_MESSAGING_MESSAGE_CONVERSATION_ID = 'messaging.message.conversation_id';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/#rabbitmq-attributes */
export const ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY =
  'messaging.rabbitmq.destination.routing_key';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
export const ATTR_MESSAGING_DESTINATION_TEMPLATE = 'messaging.destination.template';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
export const ATTR_MESSAGING_DESTINATION_PARTITION_ID = 'messaging.destination.partition.id';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
export const ATTR_MESSAGING_CONSUMER_GROUP_NAME = 'messaging.consumer.group.name';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
export const ATTR_MESSAGING_BATCH_MESSAGE_COUNT = 'messaging.batch.message_count';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/#kafka-attributes */
export const ATTR_MESSAGING_KAFKA_OFFSET = 'messaging.kafka.offset';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/#kafka-attributes */
export const ATTR_MESSAGING_KAFKA_MESSAGE_KEY = 'messaging.kafka.message.key';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/#kafka-attributes */
export const ATTR_MESSAGING_KAFKA_MESSAGE_TOMBSTONE = 'messaging.kafka.message.tombstone';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
export const ATTR_MESSAGING_CLIENT_ID = 'messaging.client.id';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/#rabbitmq-attributes */
export const ATTR_MESSAGING_RABBITMQ_MESSAGE_DELIVERY_TAG =
  'messaging.rabbitmq.message.delivery_tag';
/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/rpc/ */
export const ATTR_RPC_RESPONSE_STATUS_CODE = 'rpc.response.status_code';
