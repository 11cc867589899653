import type { Observable } from 'rxjs';
import { noteConsumerOf, quietMethod } from '../../spans/nest-transport.js';
import { keepOutsideOfTraces } from '../../spans/outside-of-traces.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { runWithSpan } from '../../spans/run-with-span.js';
import { runWithSpanUntil } from '../../spans/run-until.js';
import type { ClientLike } from './client-like.interface.js';
import { CLIENT_NAMES, prepareClient } from './client-transports.js';
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
    prepareClient(client, microservices).event(pattern),
  );
  const { prototype } = microservices.ClientProxy;
  replaceMethod(prototype, 'send', (original) => {
    const send = original as unknown as Send;
    return function (pattern, data) {
      const client = this as ClientLike;
      const request = prepareClient(client, microservices).request(pattern);
      return runWithSpan(request, () => followReply(send.call(client, pattern, data)));
    };
  });
  replaceMethod(prototype, 'emit', (original) => {
    const emit = original as unknown as Send;
    return function (pattern, data) {
      const client = this as ClientLike;
      const event = prepareClient(client, microservices).event(pattern);
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
