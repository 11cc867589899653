import type { IncomingMessage } from 'node:http';
import { SpanKind } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from '../../semconv/attributes.js';
import { knownMethod, methodInSpanName } from '../../semconv/http-method.js';
import { LateDescription } from '../../spans/late-description.js';
import { maskQuery } from '../../spans/mask-query.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';

/**
 * What is known of a request before it is routed. Headers other than `host` and `user-agent` are
 * not recorded.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
 */
export function describeHttpRequest(request: IncomingMessage): SpanDescription {
  const name = methodInSpanName(request.method ?? '');
  return new LateDescription(name, SpanKind.SERVER, request, attributesOf);
}

function attributesOf({
  method = '',
  url = '/',
  headers,
  socket,
  httpVersion,
}: IncomingMessage): Attributes {
  const known = knownMethod(method);
  const target = withoutOrigin(url);
  const queryStart = target.indexOf('?');
  const server = serverNamed(headers.host);
  return {
    [ATTR_HTTP_REQUEST_METHOD]: known,
    [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: known === method ? undefined : method,
    [ATTR_URL_SCHEME]: 'encrypted' in socket ? 'https' : 'http',
    [ATTR_NETWORK_PROTOCOL_VERSION]: httpVersion === '2.0' ? '2' : httpVersion,
    [ATTR_URL_PATH]: queryStart < 0 ? target : target.slice(0, queryStart),
    [ATTR_URL_QUERY]: queryStart < 0 ? undefined : maskQuery(target.slice(queryStart + 1)),
    [ATTR_SERVER_ADDRESS]: server.address,
    [ATTR_SERVER_PORT]: server.port,
    [ATTR_CLIENT_ADDRESS]: socket.remoteAddress,
    [ATTR_USER_AGENT_ORIGINAL]: headers['user-agent'],
  };
}

/** Whole URLs, as proxies are asked for them, may hold credentials before the path. */
function withoutOrigin(url: string): string {
  return url.startsWith('/') ? url : url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, '');
}

interface NamedServer {
  /** The `host` header it was read from. */
  readonly host: string | undefined;
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/** Most requests in a row ask for the same host. */
let latest: NamedServer = { host: undefined, address: undefined, port: undefined };

function serverNamed(host: string | undefined): NamedServer {
  if (host !== latest.host) {
    latest = readHost(host);
  }
  return latest;
}

/** `host`, `host:port`, or `[::1]:port`. */
function readHost(host: string | undefined): NamedServer {
  const [, name, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host ?? '') ?? [];
  return {
    host,
    address: name ? name.replaceAll(/[[\]]/g, '') : undefined,
    port: port ? Number(port) : undefined,
  };
}
