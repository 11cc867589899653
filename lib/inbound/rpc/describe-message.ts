import { SpanKind } from '@opentelemetry/api';
import { describeEventHop, describeRequestHop } from '../../semconv/messages.js';
import type { HopDescription } from '../../semconv/messages.js';
import { describeDelivery } from './describe-delivery.js';
import { heldMessage } from './held-message.js';
import { isOwnTransport } from './rpc-server.interface.js';
import type { MessageHandler, RpcServer } from './rpc-server.interface.js';

/** How Nest's RPC contexts name the place a message came by; each transport has its own. */
interface NamedContext {
  /** TCP and RabbitMQ */
  getPattern?(): unknown;
  /** Redis */
  getChannel?(): unknown;
  /** NATS */
  getSubject?(): unknown;
  /** MQTT and Kafka */
  getTopic?(): unknown;
}

/** Nest's `Transport` numbers, by the names of the messaging conventions. */
const SYSTEMS: Readonly<Record<number, string>> = {
  0: 'tcp',
  1: 'redis',
  2: 'nats',
  3: 'mqtt',
  5: 'rabbitmq',
  6: 'kafka',
};

const patterns = new WeakMap<MessageHandler, string>();

/**
 * The span of one message: CONSUMER for an event, SERVER for a request that is answered.
 *
 * @param handler what is about to handle it; looked up where that is not known
 */
export function describeMessage(
  server: RpcServer,
  rpcContext: object,
  handler?: MessageHandler,
): HopDescription {
  const told = destinationOf(rpcContext);
  const found = handler ?? handlerOf(server, told);
  const pattern = (found && patternOf(server, found)) ?? told ?? 'message';
  const hop = isEvent(server, found)
    ? describeEvent(server, pattern, told ?? pattern)
    : describeRequestHop(SpanKind.SERVER, pattern);
  return { ...hop, attributes: { ...hop.attributes, ...describeDelivery(server, rpcContext) } };
}

function describeEvent(server: RpcServer, pattern: string, destination: string): HopDescription {
  const system = SYSTEMS[Number(server.transportId)] ?? 'nestjs';
  const template = pattern === destination ? undefined : pattern;
  return describeEventHop({ kind: SpanKind.CONSUMER, system, destination, template });
}

function destinationOf(rpcContext: NamedContext): string | undefined {
  const destination =
    rpcContext.getPattern?.() ??
    rpcContext.getChannel?.() ??
    rpcContext.getSubject?.() ??
    rpcContext.getTopic?.();
  return typeof destination === 'string' ? destination : undefined;
}

function handlerOf(server: RpcServer, destination = ''): MessageHandler | null {
  const held = heldMessage()?.handler;
  return held === undefined ? server.getHandlerByPattern(destination) : held;
}

/** The methods of Nest's own transports tell by their names; of another one only the handler does. */
function isEvent({ transportId }: RpcServer, handler: MessageHandler | null): boolean {
  const held = heldMessage();
  return (
    held?.isEvent === true ||
    (handler?.isEventHandler === true && !(isOwnTransport(transportId) && held !== undefined))
  );
}

/** The pattern a handler was registered by, which has wildcards where a message has names and numbers. */
function patternOf(server: RpcServer, handler: MessageHandler): string | undefined {
  const known = patterns.get(handler);
  if (known !== undefined) {
    return known;
  }
  for (const [pattern, one] of server.getHandlers?.() ?? []) {
    patterns.set(one, String(pattern));
  }
  return patterns.get(handler);
}
