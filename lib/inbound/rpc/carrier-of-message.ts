import type { TraceCarrier } from '../../spans/propagation.js';
import { heldMessage } from './held-message.js';

/** The parts of Nest's RPC contexts that may hold trace headers; each transport has its own. */
interface RpcContextLike {
  /** TCP and Redis, from Nest 12.0.4 on */
  getMetadata?(): unknown;
  /** NATS */
  getHeaders?(): unknown;
  /** MQTT */
  getPacket?(): { properties?: { userProperties?: unknown } } | undefined;
  /** RabbitMQ and Kafka */
  getMessage?(): { properties?: { headers?: unknown }; headers?: unknown } | undefined;
}

/**
 * Where a message carries the sender's trace context: RabbitMQ, NATS and Kafka in its headers, MQTT
 * 5 in its user properties, and whatever has none of these in the packet's `metadata`.
 */
export function carrierOfMessage(rpcContext: unknown): TraceCarrier | undefined {
  const carrier = headersIn(rpcContext) ?? heldMessage()?.packet?.metadata;
  return typeof carrier === 'object' && carrier !== null ? (carrier as TraceCarrier) : undefined;
}

function headersIn(rpcContext: unknown): unknown {
  if (typeof rpcContext !== 'object' || rpcContext === null) {
    return undefined;
  }
  const told = rpcContext as RpcContextLike;
  const message = told.getMessage?.();
  return (
    told.getMetadata?.() ??
    told.getHeaders?.() ??
    told.getPacket?.()?.properties?.userProperties ??
    message?.properties?.headers ??
    message?.headers
  );
}
