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
  const carrier = injectTraceContext<Record<string, unknown>>({});
  return Object.keys(carrier).length === 0
    ? records
    : { ...records, messages: records.messages.map((record) => carry(record, carrier)) };
}

/** What the caller set stands above what is added; a trace context of the caller's stays whole. */
function carry(record: KafkaRecord, carrier: object): KafkaRecord {
  // A serializer may make records that have their value from a getter of their class.
  const isCopyable = Object.hasOwn(record, 'value');
  return isCopyable && !carriesTrace(record.headers)
    ? { ...record, headers: { ...carrier, ...record.headers } }
    : record;
}

function carriesTrace(headers: object | null | undefined): boolean {
  return Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'traceparent');
}
