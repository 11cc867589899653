import { SpanKind } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import { ATTR_MESSAGING_BATCH_MESSAGE_COUNT } from '../../../semconv/incubating-attributes.js';
import { describeEventHop } from '../../../semconv/messages.js';
import { guarded } from '../../../spans/guarded.js';
import { noteConsumerOf } from '../../../spans/nest-transport.js';
import { keepOutsideOfTraces } from '../../../spans/outside-of-traces.js';
import { replaceMethod } from '../../../spans/replace-method.js';
import { runWithSpanUntil } from '../../../spans/run-until.js';
import type { SpanDescription } from '../../../spans/span-description.interface.js';
import { carryInRecords } from './carry-in-records.js';
import type { KafkaClientLike } from './carry-in-records.js';

type EmitBatch = (this: KafkaClientLike, pattern: unknown, data: unknown) => Observable<unknown>;

/** What Kafka's client has beside `send()` and `emit()`: batches, and a connection that consumes replies. */
export function attachKafka(prototype: object, patternText: (pattern: unknown) => string): void {
  keepOutsideOfTraces(prototype, 'connect');
  noteConsumerOf(prototype, 'createResponseCallback');
  replaceMethod(prototype, 'emitBatch', (original) => {
    const emitBatch = original as unknown as EmitBatch;
    return function (pattern, data) {
      const client = this as KafkaClientLike;
      guarded('preparing a client to carry the trace context', carryInRecords, client);
      return runWithSpanUntil(describeBatch(patternText(pattern), data), () =>
        emitBatch.call(client, pattern, data),
      );
    };
  });
}

function describeBatch(pattern: string, data: unknown): SpanDescription {
  const { name, kind, attributes } = describeEventHop(SpanKind.PRODUCER, pattern, 'kafka');
  const messages = (data as { messages?: unknown } | null | undefined)?.messages;
  const count = Array.isArray(messages) ? messages.length : undefined;
  return { name, kind, attributes: { ...attributes, [ATTR_MESSAGING_BATCH_MESSAGE_COUNT]: count } };
}
