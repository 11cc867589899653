import type { Attributes } from '@opentelemetry/api';
import { ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT } from '../../../semconv/attributes.js';

const TARGET = /^[a-z][a-z\d+.-]*:(?:\/\/[^/]*\/)?(?<name>.*)$/i;
const SOCKET = /^unix:(?:\/\/)?(?<path>.*)$/i;
const HOST_AND_PORT = /^\[?(?<host>[^,]*?)\]?:(?<port>\d+)$/;

/**
 * The server of a channel: `dns:orders:50051` is `orders` and 50051. A socket's path, or what names
 * several servers, is an address without port.
 *
 * @param target as `Channel.getTarget()` tells it
 * @see https://github.com/grpc/grpc/blob/master/doc/naming.md
 */
export function describeTarget(target: string): Attributes {
  const path = SOCKET.exec(target)?.groups?.path;
  if (path !== undefined) {
    return { [ATTR_SERVER_ADDRESS]: path };
  }
  const name = TARGET.exec(target)?.groups?.name ?? target;
  const parts = HOST_AND_PORT.exec(name)?.groups;
  return parts === undefined
    ? { [ATTR_SERVER_ADDRESS]: name }
    : { [ATTR_SERVER_ADDRESS]: parts.host, [ATTR_SERVER_PORT]: Number(parts.port) };
}
