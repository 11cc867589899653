import { SpanKind } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import { describeEventHop, describeRequestHop } from '../../semconv/messages.js';
import { guarded } from '../../spans/guarded.js';
import { quietMethod } from '../../spans/nest-transport.js';
import { keepOutsideOfTraces } from '../../spans/outside-of-traces.js';
import { runWithSpan } from '../../spans/run-with-span.js';
import { runWithSpanUntil } from '../../spans/run-until.js';
import { carryInHeaders, carryInMetadata } from './carry-context.js';
import type { ClientLike } from './carry-context.js';
import { attachKafka } from './kafka/attach-kafka.js';
import { carryInRecords } from './kafka/carry-in-records.js';
import type { Microservices } from './load-microservices.js';

type Send = (this: ClientLike, pattern: unknown, data: unknown) => Observable<unknown>;

interface TracedTransport {
  readonly system: string;
  readonly carry: (client: ClientLike) => void;
}

const attached = new WeakSet<object>();

/**
 * Gives every message sent through Nest's clients a span, and its receiver the trace context:
 * CLIENT for `send()`, one for each subscription, and PRODUCER for `emit()`. Clients of other
 * transports than TCP, Redis, RabbitMQ and Kafka are left alone.
 */
export function attachClientProxy(microservices: Microservices): void {
  const prototype = microservices.ClientProxy.prototype as { send: Send; emit: Send };
  if (attached.has(prototype)) {
    return;
  }
  attached.add(prototype);
  keepBrokersQuiet(microservices);
  const { send, emit } = prototype;
  prototype.send = function (pattern, data) {
    const transport = prepare(this, microservices);
    return transport === undefined
      ? send.call(this, pattern, data)
      : runWithSpan(describeRequestHop(SpanKind.CLIENT, patternText(pattern)), () =>
          send.call(this, pattern, data),
        );
  };
  prototype.emit = function (pattern, data) {
    const transport = prepare(this, microservices);
    return transport === undefined
      ? emit.call(this, pattern, data)
      : runWithSpanUntil(
          describeEventHop(SpanKind.PRODUCER, patternText(pattern), transport.system),
          () => emit.call(this, pattern, data),
        );
  };
}

/** A hop has its own spans; the commands and replies by which a transport does it are to have none. */
function keepBrokersQuiet({ ClientRedis, ClientRMQ, ClientKafka }: Microservices): void {
  if (ClientRedis !== undefined) {
    keepOutsideOfTraces(ClientRedis.prototype, 'connect');
  }
  if (ClientRMQ !== undefined) {
    keepOutsideOfTraces(ClientRMQ.prototype, 'connect');
    quietMethod(ClientRMQ.prototype, 'setupChannel');
  }
  if (ClientKafka !== undefined) {
    attachKafka(ClientKafka.prototype, patternText);
  }
}

function prepare(client: ClientLike, microservices: Microservices): TracedTransport | undefined {
  const transport = transportOf(client, microservices);
  if (transport !== undefined) {
    guarded('preparing a client to carry the trace context', transport.carry, client);
  }
  return transport;
}

function transportOf(
  client: ClientLike,
  { ClientTCP, ClientRedis, ClientRMQ, ClientKafka }: Microservices,
): TracedTransport | undefined {
  if (isInstance(client, ClientKafka)) {
    return { system: 'kafka', carry: carryInRecords };
  }
  if (isInstance(client, ClientRMQ)) {
    return { system: 'rabbitmq', carry: carryInHeaders };
  }
  if (isInstance(client, ClientTCP)) {
    return { system: 'tcp', carry: carryInMetadata };
  }
  return isInstance(client, ClientRedis) ? { system: 'redis', carry: carryInMetadata } : undefined;
}

function isInstance(client: object, type: { readonly prototype: object } | undefined): boolean {
  return type !== undefined && Object.prototype.isPrototypeOf.call(type.prototype, client);
}

/** Patterns are constants in code: strings, or objects such as `{ cmd: 'sum' }`. */
function patternText(pattern: unknown): string {
  return typeof pattern === 'string' ? pattern : (JSON.stringify(pattern) ?? String(pattern));
}
