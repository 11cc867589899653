import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { SpanKind } from '@opentelemetry/api';
import type { Attributes, Link } from '@opentelemetry/api';
import { maskQuery } from '../../redaction/mask-query.js';
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
import { guarded } from '../../spans/guarded.js';
import { LateDescription } from '../../spans/late-description.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import { SAMPLED_REQUEST } from '../../tracing.internal-constants.js';
import type { SampledRequest } from '../../tracing.internal-constants.js';
import type { CapturedHeaders } from './captured-headers.js';
import { describeForwarded, isForwarded } from './describe-forwarded.js';
import type { PlatformRequest } from './platform-request.interface.js';
import { readTarget } from './request-target.js';
import { serverNamed } from './server-address.js';

type DescribeRequest = (request: PlatformRequest) => Attributes;

/**
 * What is known of a request before it is routed. Headers other than `host` and `user-agent` are
 * recorded only when they were asked for.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
 */
export function describeHttpRequest(
  request: PlatformRequest,
  describe: DescribeRequest = describePlain,
  links?: Link[],
): SpanDescription {
  const name = methodInSpanName(request.method ?? '');
  return new RequestDescription(name, SpanKind.SERVER, request, describe, links);
}

/** Tells a sampler what was asked for without describing all of the request. */
class RequestDescription extends LateDescription<PlatformRequest> {
  get [SAMPLED_REQUEST](): SampledRequest {
    const { method = '', url = '/' } = this.source;
    return { method, path: readTarget(url).path };
  }
}

/**
 * @param isWrapped whether the platform has a request of its own around Node's, in which it would
 *   take long to look for it
 */
export function compileDescription(
  isWrapped: boolean,
  captured: CapturedHeaders | undefined,
): DescribeRequest {
  const describe: DescribeRequest = isWrapped
    ? (request) => attributesOf(request.raw ?? request, request)
    : describePlain;
  return captured === undefined
    ? describe
    : (request) => ({
        ...describe(request),
        ...captured.read((name) => request.headers[name]),
      });
}

function describePlain(request: PlatformRequest): Attributes {
  return attributesOf(request, request);
}

function attributesOf(
  { method = '', url = '/', headers, socket, httpVersion }: IncomingMessage,
  platform: PlatformRequest,
): Attributes {
  const known = knownMethod(method);
  const { path, query } = readTarget(url);
  const server = serverNamed(hostIn(headers));
  const attributes: Attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: known,
    [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: known === method ? undefined : method,
    [ATTR_URL_SCHEME]: 'encrypted' in socket ? 'https' : 'http',
    [ATTR_NETWORK_PROTOCOL_VERSION]: httpVersion === '2.0' ? '2' : httpVersion,
    [ATTR_URL_PATH]: path,
    [ATTR_URL_QUERY]: query === undefined ? undefined : maskQuery(query),
    [ATTR_SERVER_ADDRESS]: server.address,
    [ATTR_SERVER_PORT]: server.port,
    [ATTR_CLIENT_ADDRESS]: socket.remoteAddress,
    [ATTR_USER_AGENT_ORIGINAL]: headers['user-agent'],
  };
  if (isForwarded(headers)) {
    const { remoteAddress } = socket;
    // The application may trust proxies by a function of its own, which may throw.
    const forwarded = guarded('reading X-Forwarded-*', describeForwarded, platform, remoteAddress);
    Object.assign(attributes, forwarded);
  }
  return attributes;
}

/** HTTP/2 has a field of its own for the host. */
function hostIn(headers: IncomingHttpHeaders): string | undefined {
  return headers.host ?? (headers[':authority'] as string | undefined);
}
