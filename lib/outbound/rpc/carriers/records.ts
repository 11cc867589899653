import { takenIn, withoutTaken } from '../../../spans/context-beside.js';
import { injectTraceContext } from '../../../spans/propagation.js';

/** One message as KafkaJS takes it, after Nest's serializer. */
export interface KafkaRecord {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
  readonly partition?: unknown;
}

/** What `producer.send()` takes. */
export interface KafkaRecords {
  readonly topic: string;
  readonly messages: readonly KafkaRecord[];
}

/**
 * The records with the active trace context in the headers of each. Those of the caller stay as they
 * are, headers included: they may be sent again.
 */
export function withTraceContext(records: KafkaRecords): KafkaRecords {
  const carrier = injectTraceContext<Record<string, string>>({});
  return Object.keys(carrier).length === 0
    ? records
    : { ...records, messages: records.messages.map((record) => carry(record, carrier)) };
}

function carry(record: KafkaRecord, carrier: Record<string, string>): KafkaRecord {
  const added = withoutTaken(carrier, takenIn(Object.keys(record.headers ?? {})));
  // KafkaJS sends a copy by spread too, so that nothing of the record is lost by this one.
  return added === undefined ? record : { ...record, headers: { ...added, ...record.headers } };
}
