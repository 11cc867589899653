import { types } from 'node:util';
import { context, createContextKey, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { guarded } from '../../../spans/guarded.js';
import type { Method } from '../../../spans/imitate.js';
import { markTransport } from '../../../spans/nest-transport.js';
import { replaceMethod } from '../../../spans/replace-method.js';
import { setOwnMethod } from '../../../spans/own-method.js';
import type { ClientLike } from '../client-like.interface.js';
import { describeRecords, describeWhereabouts } from '../kafka/describe-records.js';
import { withTraceContext } from './records.js';
import type { KafkaRecords } from './records.js';

/** A producer of KafkaJS. */
interface KafkaProducer {
  send(records: KafkaRecords): Promise<unknown>;
}

/** What is used of Nest's ClientKafka. */
export interface KafkaClientLike extends ClientLike {
  readonly _producer?: KafkaProducer | null;
  readonly clientId?: unknown;
}

const HOP = createContextKey(
  'nestjs-tracing: the span of a hop whose records are about to be sent',
);

const WAYS_OUT = ['publish', 'dispatchEvent', 'dispatchBatchEvent'] as const;

const preparedProducers = new WeakSet<object>();

/**
 * Kafka: the headers of each record, written where the producer takes over, since the serializer
 * before it may be one of the user's that makes headers of its own, or none.
 */
export function carryInRecords(client: KafkaClientLike): void {
  for (const way of WAYS_OUT) {
    shadow(client, way);
  }
}

/** On the client itself, where its own classes' methods stay as they are. */
function shadow(client: KafkaClientLike, key: (typeof WAYS_OUT)[number]): void {
  const dispatch = (client as Record<string, unknown>)[key];
  if (typeof dispatch === 'function') {
    setOwnMethod(client, key, (...args: unknown[]) => {
      guarded('preparing a producer to carry the trace context', prepareProducer, client);
      const hop = context.active().setValue(HOP, trace.getActiveSpan());
      return context.with(hop, dispatch as Method, client, ...args);
    });
  }
}

/** A client that connects again has another producer. */
function prepareProducer(client: KafkaClientLike): void {
  const { _producer: producer } = client;
  if (producer === undefined || producer === null || preparedProducers.has(producer)) {
    return;
  }
  preparedProducers.add(producer);
  replaceMethod(producer, 'send', (send) => {
    return function (...args) {
      const span = context.active().getValue(HOP) as Span | undefined;
      // The application may use the same producer itself.
      return span === undefined
        ? send.apply(this, args)
        : sendHop(span, client, args[0] as KafkaRecords, (records) =>
            send.call(this, records, ...args.slice(1)),
          );
    };
  });
}

function sendHop(
  span: Span,
  client: KafkaClientLike,
  records: KafkaRecords,
  send: (records: KafkaRecords) => unknown,
): unknown {
  const carrying = guarded('adding the trace context to records', withTraceContext, records);
  if (span.isRecording()) {
    guarded('describing records', () =>
      span.setAttributes(describeRecords(records, client.clientId)),
    );
  }
  const active = markTransport(context.active().deleteValue(HOP));
  const sent = context.with(active, send, undefined, carrying ?? records);
  guarded('describing where records went', noteWhereabouts, span, records, sent);
  return sent;
}

/** Beside the promise that Nest waits for, so that it stays the one it was. */
function noteWhereabouts(span: Span, records: KafkaRecords, sent: unknown): void {
  if (records.messages.length === 1 && span.isRecording() && types.isPromise(sent)) {
    sent.then(
      (answer: unknown) => {
        // A reply may have been faster than the broker's confirmation.
        if (span.isRecording()) {
          guarded('describing where a record went', () =>
            span.setAttributes(describeWhereabouts(answer)),
          );
        }
      },
      () => undefined,
    );
  }
}
