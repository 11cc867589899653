import { guarded } from '../../spans/guarded.js';
import { injectTraceContext } from '../../spans/propagation.js';

interface Packet {
  metadata?: object;
}

/** A message as a serializer of Nest's RabbitMQ client leaves it; `options` go to amqplib. */
interface RabbitMqMessage {
  options?: { headers?: object };
}

/** The parts of Nest's clients through which a packet leaves. */
export interface ClientLike {
  publish?(packet: Packet, ...rest: unknown[]): unknown;
  dispatchEvent?(packet: Packet, ...rest: unknown[]): unknown;
  serializer?: { serialize(packet: unknown, ...rest: unknown[]): unknown };
}

const prepared = new WeakSet<object>();

/**
 * TCP, Redis: the packet's `metadata`, where Nest 12.0.4 and later reads it for the receiver's
 * context; other receivers ignore the field.
 */
export function carryInMetadata(client: ClientLike): void {
  prepareOnce(client, () => {
    for (const name of ['publish', 'dispatchEvent'] as const) {
      const send = client[name];
      if (send !== undefined) {
        replace(client, name, (packet: Packet, ...rest: unknown[]) => {
          guarded('adding the trace context to a packet', addMetadata, packet);
          return send.call(client, packet, ...rest);
        });
      }
    }
  });
}

/** RabbitMQ: the message's headers, whichever serializer is in use. */
export function carryInHeaders(client: ClientLike): void {
  prepareOnce(client, () => {
    const { serializer } = client;
    if (serializer !== undefined) {
      const traced = Object.create(serializer) as typeof serializer;
      traced.serialize = (...args) => withHeaders(serializer.serialize(...args));
      replace(client, 'serializer', traced);
    }
  });
}

function addMetadata(packet: Packet): void {
  const carrier = injectTraceContext<Record<string, unknown>>({});
  if (Object.keys(carrier).length > 0) {
    packet.metadata = { ...carrier, ...packet.metadata };
  }
}

function withHeaders(message: unknown): unknown {
  const carrier = injectTraceContext<Record<string, unknown>>({});
  if (Object.keys(carrier).length === 0 || typeof message !== 'object' || message === null) {
    return message;
  }
  const { options } = message as RabbitMqMessage;
  // A copy, since a serializer may hand out an object of its caller's.
  return { ...message, options: { ...options, headers: { ...carrier, ...options?.headers } } };
}

function prepareOnce(client: ClientLike, prepare: () => void): void {
  if (!prepared.has(client)) {
    prepared.add(client);
    prepare();
  }
}

function replace(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { configurable: true, writable: true, value });
}
