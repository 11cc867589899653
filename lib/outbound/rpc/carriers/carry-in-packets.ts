import { context } from '@opentelemetry/api';
import { contextBeside, takenIn } from '../../../spans/context-beside.js';
import { guarded } from '../../../spans/guarded.js';
import { markTransport, quietly } from '../../../spans/nest-transport.js';
import type { ClientLike, Packet } from '../client-like.interface.js';
import { setOwnMethod } from '../../../spans/own-method.js';

/**
 * TCP, MQTT 3.1.1 and transports we do not know: the packet's `metadata`, which is where Nest 12.0.4
 * and later keeps what is told beside the data. Receivers that do not look ignore it.
 */
export function carryInPackets(client: ClientLike): void {
  wrapSending(client, (send) => send());
}

/** The same for Redis, whose library is to make no spans for the hop. */
export function carryInRedisPackets(client: ClientLike): void {
  // `publish()` returns a function that gives up waiting for the answer, which unsubscribes.
  wrapSending(client, (send) => quietly(context.with(markTransport(context.active()), send)));
}

function wrapSending(client: ClientLike, run: (send: () => unknown) => unknown): void {
  for (const name of ['publish', 'dispatchEvent'] as const) {
    const send = client[name];
    if (send !== undefined) {
      setOwnMethod(client, name, (packet: Packet, ...rest: unknown[]) => {
        guarded('adding the trace context to a packet', addMetadata, packet);
        return run(() => send.call(client, packet, ...rest));
      });
    }
  }
}

function addMetadata(packet: Packet): void {
  const added = contextBeside(takenIn(Object.keys(packet.metadata ?? {})));
  if (added !== undefined) {
    packet.metadata = { ...added, ...packet.metadata };
  }
}
