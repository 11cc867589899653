import { SpanKind } from '@opentelemetry/api';
import type { Link } from '@opentelemetry/api';
import { ATTR_NETWORK_PROTOCOL_NAME } from '../../semconv/attributes.js';
import { describeRequestHop } from '../../semconv/messages.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import type { Connection } from './connection.js';

/** One kind of message on one connection, as long as that lives. */
export interface GatewayMessage {
  readonly connection: Connection;
  readonly description: SpanDescription;
}

const descriptions = new Map<string, SpanDescription>();

/**
 * The message of `@SubscribeMessage(pattern)`, as it comes from a client. There are no conventions
 * for WebSockets. The kind is SERVER, as of a remote call: a gateway answers, by acknowledgement,
 * by an event in return, or at least by an `exception` event, and which of them, is only known when
 * the span has long begun.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/rpc/rpc-spans/
 */
export function messageOn(
  connection: Connection,
  client: unknown,
  pattern: unknown,
): GatewayMessage {
  const protocol = protocolOf(client);
  const text = patternText(pattern);
  const key = `${protocol ?? ''} ${text}`;
  let description = descriptions.get(key);
  if (description === undefined) {
    description = describe(text, protocol);
    descriptions.set(key, description);
  }
  return { connection, description };
}

/** The description with links, of which most messages have none. */
export function withLinks(description: SpanDescription, links: Link[] | undefined) {
  return links === undefined ? description : { ...description, links };
}

function describe(pattern: string, protocol: string | undefined): SpanDescription {
  const { name, kind, attributes } = describeRequestHop(SpanKind.SERVER, pattern);
  const ofProtocol = protocol === undefined ? {} : { [ATTR_NETWORK_PROTOCOL_NAME]: protocol };
  return Object.freeze({
    name,
    kind,
    attributes: Object.freeze({ ...attributes, ...ofProtocol }),
  });
}

function protocolOf(client: unknown): string | undefined {
  const { nsp, readyState } = Object(client) as { nsp?: unknown; readyState?: unknown };
  if (nsp !== undefined) {
    return 'socket.io';
  }
  // That of a socket of Node's is a word.
  return typeof readyState === 'number' ? 'websocket' : undefined;
}

/** Patterns are constants in code: mostly strings, or what an adapter of the user's takes. */
function patternText(pattern: unknown): string {
  return typeof pattern === 'string' ? pattern : (JSON.stringify(pattern) ?? String(pattern));
}
