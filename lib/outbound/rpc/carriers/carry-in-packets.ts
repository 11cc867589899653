import { context } from '@opentelemetry/api';
import { contextBeside, takenIn } from '../../../spans/context-beside.js';
import { guarded } from '../../../spans/guarded.js';
import { markTransport, quietly } from '../../../spans/nest-transport.js';
import type { ClientLike, Packet } from '../client-like.interface.js';
import { setOwnMethod } from './own-method.js';

/**
 * TCP, Redis, MQTT 3.1.1 and transports we do not know: the packet's `metadata`, which is where
 * Nest 12.0.4 and later keeps what is told beside the data. Receivers that do not look ignore it.
 */
export function carryInPackets(client: ClientLike): void {
  for (const name of ['publish', 'dispatchEvent'] as const) {
    const send = client[name];
    if (send !== undefined) {
      setOwnMethod(client, name, (packet: Packet, ...rest: unknown[]) => {
        guarded('adding the trace context to a packet', addMetadata, packet);
        return sendQuietly(() => send.call(client, packet, ...rest));
      });
    }
  }
}

/** `publish()` returns a function that gives up waiting for the answer, which unsubscribes. */
function sendQuietly(send: () => unknown): unknown {
  return quietly(context.with(markTransport(context.active()), send));
}

function addMetadata(packet: Packet): void {
  const added = contextBeside(takenIn(Object.keys(packet.metadata ?? {})));
  if (added !== undefined) {
    packet.metadata = { ...added, ...packet.metadata };
  }
}
