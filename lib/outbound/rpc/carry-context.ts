import { context } from '@opentelemetry/api';
import { guarded } from '../../spans/guarded.js';
import { markTransport, quietly } from '../../spans/nest-transport.js';
import { injectTraceContext } from '../../spans/propagation.js';

interface Packet {
  metadata?: object;
}

/** The parts of Nest's clients through which a packet leaves. */
export interface ClientLike {
  publish?(packet: Packet, ...rest: unknown[]): unknown;
  dispatchEvent?(packet: Packet, ...rest: unknown[]): unknown;
  mergeHeaders?(headers?: object): object | undefined;
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
          return sendQuietly(() => send.call(client, packet, ...rest));
        });
      }
    }
  });
}

/** RabbitMQ: the message's headers, where Nest puts those of a record over those of the client. */
export function carryInHeaders(client: ClientLike): void {
  prepareOnce(client, () => {
    const { mergeHeaders } = client;
    if (mergeHeaders !== undefined) {
      replace(client, 'mergeHeaders', (headers?: object) =>
        withContext(mergeHeaders.call(client, headers)),
      );
    }
  });
}

/** `publish()` returns a function that gives up waiting for the answer, which unsubscribes. */
function sendQuietly(send: () => unknown): unknown {
  return quietly(context.with(markTransport(context.active()), send));
}

function addMetadata(packet: Packet): void {
  const carrier = injectTraceContext<Record<string, unknown>>({});
  if (Object.keys(carrier).length > 0) {
    packet.metadata = { ...carrier, ...packet.metadata };
  }
}

/** What the caller set stands above what is added. */
function withContext(headers: object | undefined): object | undefined {
  const carrier = guarded('adding the trace context to a message', injectTraceContext, {});
  return carrier === undefined || Object.keys(carrier).length === 0
    ? headers
    : { ...carrier, ...headers };
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
