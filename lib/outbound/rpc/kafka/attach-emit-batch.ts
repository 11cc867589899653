import type { Observable } from 'rxjs';
import { ATTR_MESSAGING_BATCH_MESSAGE_COUNT } from '../../../semconv/incubating-attributes.js';
import { guarded } from '../../../spans/guarded.js';
import { replaceMethod } from '../../../spans/replace-method.js';
import { runWithSpanUntil } from '../../../spans/run-until.js';
import type { SpanDescription } from '../../../spans/span-description.interface.js';
import type { ClientLike } from '../client-like.interface.js';

type Describe = (client: ClientLike, pattern: unknown) => SpanDescription;
type EmitBatch = (this: ClientLike, pattern: unknown, data: unknown) => Observable<unknown>;

/** `emitBatch()`, which only the client of Kafka has: one PRODUCER span for all its messages. */
export function attachEmitBatch(prototype: object | undefined, describe: Describe): void {
  if (prototype === undefined) {
    return;
  }
  replaceMethod(prototype, 'emitBatch', (original) => {
    const emitBatch = original as unknown as EmitBatch;
    return function (pattern, data) {
      const client = this as ClientLike;
      return runWithSpanUntil(withCount(describe(client, pattern), data), () =>
        emitBatch.call(client, pattern, data),
      );
    };
  });
}

function withCount(event: SpanDescription, data: unknown): SpanDescription {
  const count = guarded('counting the messages of a batch', countMessages, data);
  return {
    ...event,
    attributes: { ...event.attributes, [ATTR_MESSAGING_BATCH_MESSAGE_COUNT]: count },
  };
}

function countMessages(data: unknown): number | undefined {
  const messages = (data as { messages?: unknown } | null | undefined)?.messages;
  return Array.isArray(messages) ? messages.length : undefined;
}
