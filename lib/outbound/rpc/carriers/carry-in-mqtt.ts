import { contextBeside, takenIn } from '../../../spans/context-beside.js';
import { guarded } from '../../../spans/guarded.js';
import type { ClientLike } from '../client-like.interface.js';
import { carryInPackets } from './carry-in-packets.js';
import { setOwnMethod } from '../../../spans/own-method.js';

interface MessageOptions {
  readonly properties?: { readonly userProperties?: object };
}

/**
 * MQTT: user properties where the protocol has them, which is from version 5 on; before, the
 * packet's `metadata`.
 */
export function carryInMqtt(client: ClientLike): void {
  const options = client.options as { protocolVersion?: unknown } | undefined;
  if (options?.protocolVersion === 5) {
    carryInUserProperties(client);
  } else {
    carryInPackets(client);
  }
}

function carryInUserProperties(client: ClientLike): void {
  const { mergePacketOptions } = client;
  if (mergePacketOptions !== undefined) {
    setOwnMethod(client, 'mergePacketOptions', (options?: object) =>
      withContext(mergePacketOptions.call(client, options)),
    );
  }
}

function withContext(options: MessageOptions | undefined): object | undefined {
  const { properties } = options ?? {};
  const isTaken = takenIn(Object.keys(properties?.userProperties ?? {}));
  const added = guarded('adding the trace context to a message', contextBeside, isTaken);
  if (added === undefined) {
    return options;
  }
  const userProperties = { ...added, ...properties?.userProperties };
  return { ...options, properties: { ...properties, userProperties } };
}
