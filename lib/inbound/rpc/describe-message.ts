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

/** What the messages of one pattern are, where their destination has no other name than that. */
interface PatternHops {
  readonly pattern: string;
  readonly request: HopDescription;
  readonly event: HopDescription;
}

const known = new WeakMap<MessageHandler, PatternHops>();

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
  const hop = describeHop(server, rpcContext, handler);
  const delivery = describeDelivery(server, rpcContext);
  return delivery === undefined ? hop : { ...hop, attributes: { ...hop.attributes, ...delivery } };
}

function describeHop(
  server: RpcServer,
  rpcContext: object,
  handler: MessageHandler | undefined,
): HopDescription {
  const told = destinationOf(rpcContext);
  const found = handler ?? handlerOf(server, told);
  const hops = (found && hopsOf(server, found)) ?? describeHops(server, told ?? 'message');
  if (!isEvent(server, found)) {
    return hops.request;
  }
  return told === undefined || told === hops.pattern
    ? hops.event
    : describeEvent(server, told, hops.pattern);
}

/** Frozen, so that the engine checks and encodes them once. */
function describeHops(server: RpcServer, pattern: string): PatternHops {
  const request = describeRequestHop(SpanKind.SERVER, pattern);
  const event = describeEvent(server, pattern);
  Object.freeze(request.attributes);
  Object.freeze(event.attributes);
  return { pattern, request, event };
}

function describeEvent(server: RpcServer, destination: string, template?: string): HopDescription {
  const system = SYSTEMS[Number(server.transportId)] ?? 'nestjs';
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

/** By the pattern a handler was registered by, which has wildcards where a message has names and numbers. */
function hopsOf(server: RpcServer, handler: MessageHandler): PatternHops | undefined {
  const found = known.get(handler);
  if (found !== undefined) {
    return found;
  }
  for (const [pattern, one] of server.getHandlers?.() ?? []) {
    if (!known.has(one)) {
      known.set(one, describeHops(server, String(pattern)));
    }
  }
  return known.get(handler);
}
