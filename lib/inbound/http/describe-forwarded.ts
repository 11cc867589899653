import type { IncomingHttpHeaders } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_SCHEME,
} from '../../semconv/attributes.js';
import type { PlatformRequest } from './platform-request.interface.js';
import { serverNamed } from './server-address.js';

/** Whether a proxy says that it passed the request on, which anybody can say. */
export function isForwarded(headers: IncomingHttpHeaders): boolean {
  return (
    headers['x-forwarded-for'] !== undefined ||
    headers['x-forwarded-proto'] !== undefined ||
    headers['x-forwarded-host'] !== undefined
  );
}

/**
 * The two ends of a request that came through proxies. Which of them are believed is the platform's
 * decision: Express' `trust proxy`, Fastify's `trustProxy`.
 */
export function describeForwarded(
  { protocol, ip, host }: PlatformRequest,
  peer: string | undefined,
): Attributes {
  const server = serverNamed(text(host));
  return {
    ...present(ATTR_URL_SCHEME, text(protocol)),
    ...present(ATTR_CLIENT_ADDRESS, text(ip)),
    // Who is at the other end of the connection, where that is not the client itself.
    ...present(ATTR_NETWORK_PEER_ADDRESS, text(ip) === peer ? undefined : peer),
    ...(server.address !== undefined && {
      [ATTR_SERVER_ADDRESS]: server.address,
      [ATTR_SERVER_PORT]: server.port,
    }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What is not known leaves what was known before. */
function present(key: string, value: string | undefined): Attributes {
  return value === undefined ? {} : { [key]: value };
}
