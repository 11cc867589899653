import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '../../semconv/attributes.js';
import { ATTR_MESSAGING_SYSTEM } from '../../semconv/incubating-attributes.js';
import type { AmqpChannel, AmqpConnection } from './channel-in-use.js';

const known = new WeakMap<AmqpConnection, Attributes>();

/**
 * The broker behind a channel, as its socket knows it. The instrumentation knows it from the URL,
 * but of no connection that was opened, or whose `connect` was taken, before it was there.
 */
export function describeBroker(channel: AmqpChannel | undefined): Attributes {
  const connection = channel?.connection;
  if (connection === undefined) {
    return {};
  }
  const attributes = known.get(connection) ?? describe(connection);
  known.set(connection, attributes);
  return attributes;
}

function describe({ serverProperties, stream }: AmqpConnection): Attributes {
  const product = serverProperties?.product;
  return {
    [ATTR_MESSAGING_SYSTEM]: typeof product === 'string' ? product.toLowerCase() : 'rabbitmq',
    [ATTR_SERVER_ADDRESS]: stream?.remoteAddress,
    [ATTR_SERVER_PORT]: stream?.remotePort,
    [ATTR_NETWORK_PEER_ADDRESS]: stream?.remoteAddress,
    [ATTR_NETWORK_PEER_PORT]: stream?.remotePort,
  };
}
