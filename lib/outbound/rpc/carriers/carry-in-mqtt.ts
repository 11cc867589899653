import { guarded } from '../../../spans/guarded.js';
import { injectTraceContext } from '../../../spans/propagation.js';
import type { ClientLike } from '../client-like.interface.js';
import { carryInMetadata } from './carry-in-metadata.js';
import { setOwnMethod } from './own-method.js';

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
    carryInMetadata(client);
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

/** What the caller set stands above what is added. */
function withContext(options: MessageOptions | undefined): object | undefined {
  const carrier = guarded('adding the trace context to a message', injectTraceContext, {});
  if (carrier === undefined || Object.keys(carrier).length === 0) {
    return options;
  }
  const { properties } = options ?? {};
  const userProperties = { ...carrier, ...properties?.userProperties };
  return { ...options, properties: { ...properties, userProperties } };
}
