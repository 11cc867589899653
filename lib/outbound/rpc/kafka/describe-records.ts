import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_MESSAGING_CLIENT_ID,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_SYSTEM,
} from '../../../semconv/incubating-attributes.js';
import { describeRecord } from '../../../semconv/kafka.js';
import type { KafkaRecords } from '../carriers/records.js';

/** Where records go and by whom, and which one it is where there is but one. */
export function describeRecords({ topic, messages }: KafkaRecords, clientId: unknown): Attributes {
  const [record] = messages;
  return {
    [ATTR_MESSAGING_SYSTEM]: 'kafka',
    [ATTR_MESSAGING_DESTINATION_NAME]: topic,
    [ATTR_MESSAGING_CLIENT_ID]: typeof clientId === 'string' ? clientId : undefined,
    ...(record !== undefined && messages.length === 1 ? describeRecord(record) : {}),
  };
}

/** What the broker tells of the one record that was sent; nothing where it was not asked to. */
export function describeWhereabouts(answer: unknown): Attributes {
  const [told] = Array.isArray(answer) ? (answer as unknown[]) : [];
  const { partition, baseOffset } = (told ?? {}) as { partition?: unknown; baseOffset?: unknown };
  return describeRecord({ partition, offset: baseOffset });
}
