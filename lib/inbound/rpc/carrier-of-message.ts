import type { TraceCarrier } from '../../spans/propagation.js';

/** The parts of Nest's RPC contexts that may hold trace headers; each transport has its own. */
interface RpcContextLike {
  getMetadata?(): unknown;
  getMessage?(): { properties?: { headers?: unknown }; headers?: unknown } | undefined;
}

/**
 * Where a message carries the sender's trace context: TCP and Redis in the packet's `metadata`
 * (read by Nest 12.0.4 and later), RabbitMQ and Kafka in the message's headers.
 */
export function carrierOfMessage(rpcContext: unknown): TraceCarrier | undefined {
  if (typeof rpcContext !== 'object' || rpcContext === null) {
    return undefined;
  }
  const { getMetadata, getMessage } = rpcContext as RpcContextLike;
  const message = getMessage?.call(rpcContext);
  const carrier =
    typeof getMetadata === 'function'
      ? getMetadata.call(rpcContext)
      : (message?.properties?.headers ?? message?.headers);
  return typeof carrier === 'object' && carrier !== null ? (carrier as TraceCarrier) : undefined;
}
