import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_MESSAGING_DESTINATION_PARTITION_ID,
  ATTR_MESSAGING_KAFKA_MESSAGE_KEY,
  ATTR_MESSAGING_KAFKA_MESSAGE_TOMBSTONE,
  ATTR_MESSAGING_KAFKA_OFFSET,
} from './incubating-attributes.js';

/** One record of Kafka, sent or received. */
export interface RecordFacts {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly partition?: unknown;
  /** A number of 64 bits, as KafkaJS tells it: in decimal digits. */
  readonly offset?: unknown;
}

/** What bytes become that are no text. */
const NO_CHARACTER = '\uFFFD';

/**
 * Which record it is: partition, offset, and a key that is text. Of the value only whether there is
 * one, since a key without a value takes back what was sent under that key.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/kafka/
 */
export function describeRecord({ key, value, partition, offset }: RecordFacts): Attributes {
  return {
    [ATTR_MESSAGING_DESTINATION_PARTITION_ID]: isGiven(partition) ? String(partition) : undefined,
    [ATTR_MESSAGING_KAFKA_OFFSET]: readOffset(offset),
    [ATTR_MESSAGING_KAFKA_MESSAGE_KEY]: readKey(key),
    [ATTR_MESSAGING_KAFKA_MESSAGE_TOMBSTONE]: isGiven(key) && value === null ? true : undefined,
  };
}

/** Undefined where there is none, or it is too large for a number to tell exactly. */
export function readOffset(offset: unknown): number | undefined {
  const isDigits = typeof offset === 'string' && /^\d+$/.test(offset);
  const value = isDigits ? Number(offset) : offset;
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

/** Undefined where it is no text, or was made text of bytes that are none. */
export function readKey(key: unknown): string | undefined {
  return typeof key === 'string' && !key.includes(NO_CHARACTER) ? key : undefined;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
