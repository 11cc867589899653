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
import { maskQuery } from '../../spans/mask-query.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';

/**
 * What is known of a request before it is routed. Headers other than `host` and `user-agent` are
 * not recorded.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
 */
export function describeHttpRequest(request: IncomingMessage): SpanDescription {
  const method = request.method ?? '';
  const attributes: Attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: knownMethod(method),
    [ATTR_URL_SCHEME]: 'encrypted' in request.socket ? 'https' : 'http',
    [ATTR_NETWORK_PROTOCOL_VERSION]: request.httpVersion.replace('2.0', '2'),
    ...describeTarget(request.url ?? '/'),
    ...describeHost(request.headers.host),
  };
  setIfPresent(attributes, ATTR_CLIENT_ADDRESS, request.socket.remoteAddress);
  setIfPresent(attributes, ATTR_USER_AGENT_ORIGINAL, request.headers['user-agent']);
  if (attributes[ATTR_HTTP_REQUEST_METHOD] !== method) {
    attributes[ATTR_HTTP_REQUEST_METHOD_ORIGINAL] = method;
  }
  return { name: methodInSpanName(method), kind: SpanKind.SERVER, attributes };
}

function describeTarget(url: string): Attributes {
  // Whole URLs, as proxies are asked for them, may hold credentials before the path.
  const target = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, '');
  const start = target.indexOf('?');
  return start < 0
    ? { [ATTR_URL_PATH]: target }
    : {
        [ATTR_URL_PATH]: target.slice(0, start),
        [ATTR_URL_QUERY]: maskQuery(target.slice(start + 1)),
      };
}

/** `host`, `host:port`, or `[::1]:port`. */
function describeHost(host: string | undefined): Attributes {
  const [, address, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host ?? '') ?? [];
  return {
    ...(address && { [ATTR_SERVER_ADDRESS]: address.replaceAll(/[[\]]/g, '') }),
    ...(port && { [ATTR_SERVER_PORT]: Number(port) }),
  };
}

function setIfPresent(attributes: Attributes, key: string, value: string | undefined): void {
  if (value !== undefined) {
    attributes[key] = value;
  }
}
