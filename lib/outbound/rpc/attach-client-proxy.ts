import { SpanKind } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import { describeEventHop, describeRequestHop } from '../../semconv/messages.js';
import type { HopDescription } from '../../semconv/messages.js';
import { errorType } from '../../spans/describe-error.js';
import { guarded } from '../../spans/guarded.js';
import { noteConsumerOf, quietMethod } from '../../spans/nest-transport.js';
import { keepOutsideOfTraces } from '../../spans/outside-of-traces.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { runWithSpan } from '../../spans/run-with-span.js';
import { runWithSpanUntil } from '../../spans/run-until.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import type { ClientLike } from './client-like.interface.js';
import { CLIENT_NAMES, prepareClient } from './client-transports.js';
import type { ClientTransport } from './client-transports.js';
import { followReply } from './follow-reply.js';
import { attachGrpcClient } from './grpc/attach-grpc-client.js';
import { attachEmitBatch } from './kafka/attach-emit-batch.js';
import type { Microservices } from './load-microservices.js';

type Send = (this: ClientLike, pattern: unknown, data: unknown) => Observable<unknown>;

/**
 * Gives every message sent through a client of Nest's a span, and its receiver the trace context:
 * CLIENT for `send()`, one for each subscription, and PRODUCER for `emit()`.
 */
export function attachClientProxy(microservices: Microservices): void {
  attachGrpcClient(microservices.ClientGrpcProxy);
  keepConnectionsQuiet(microservices);
  attachEmitBatch(microservices.ClientKafka?.prototype, (client, pattern) =>
    describeEvent(client, pattern, prepareClient(client, microservices)),
  );
  const { prototype } = microservices.ClientProxy;
  replaceMethod(prototype, 'send', (original) => {
    const send = original as unknown as Send;
    return function (pattern, data) {
      const client = this as ClientLike;
      const request = describeRequest(client, pattern, prepareClient(client, microservices));
      return runWithSpan(request, () => followReply(send.call(client, pattern, data)));
    };
  });
  replaceMethod(prototype, 'emit', (original) => {
    const emit = original as unknown as Send;
    return function (pattern, data) {
      const client = this as ClientLike;
      const event = describeEvent(client, pattern, prepareClient(client, microservices));
      return runWithSpanUntil(event, () => emit.call(client, pattern, data));
    };
  });
}

/**
 * A connection outlives the request that needed it first, and a hop has its own spans: the commands
 * and replies by which a transport does it are to have none.
 */
function keepConnectionsQuiet(microservices: Microservices): void {
  for (const name of CLIENT_NAMES) {
    const client = microservices[name];
    if (client !== undefined) {
      keepOutsideOfTraces(client.prototype, 'connect');
    }
  }
  if (microservices.ClientRMQ !== undefined) {
    quietMethod(microservices.ClientRMQ.prototype, 'setupChannel');
  }
  if (microservices.ClientKafka !== undefined) {
    noteConsumerOf(microservices.ClientKafka.prototype, 'createResponseCallback');
  }
}

function describeRequest(
  client: ClientLike,
  pattern: unknown,
  { server }: ClientTransport,
): SpanDescription {
  return toServer(describeRequestHop(SpanKind.CLIENT, patternText(client, pattern)), server);
}

function describeEvent(
  client: ClientLike,
  pattern: unknown,
  { system, server }: ClientTransport,
): SpanDescription {
  const destination = patternText(client, pattern);
  return toServer(describeEventHop({ kind: SpanKind.PRODUCER, system, destination }), server);
}

function toServer(hop: HopDescription, server: ClientTransport['server']): SpanDescription {
  return { ...hop, attributes: { ...hop.attributes, ...server }, errorType: typeOfFailure };
}

/** What is no Error was answered by the other side, as the value an RpcException was made of. */
function typeOfFailure(error: unknown): string {
  // A connection to RabbitMQ fails with what its event tells, and the error in it.
  const cause = (error as { err?: unknown } | null | undefined)?.err ?? error;
  return cause instanceof Error ? errorType(cause) : 'RpcException';
}

/** Patterns are constants in code: strings, or objects such as `{ cmd: 'sum' }`, as Nest writes them. */
function patternText(client: ClientLike, pattern: unknown): string {
  return guarded('reading a pattern', readPattern, client, pattern) ?? 'message';
}

function readPattern(client: ClientLike, pattern: unknown): string {
  const text = client.normalizePattern?.(pattern);
  return typeof text === 'string' ? text : String(pattern);
}
