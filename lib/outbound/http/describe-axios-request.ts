import { SpanKind } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import Axios from 'axios';
import type { InternalAxiosRequestConfig } from 'axios';
import { maskUrl } from '../../redaction/mask-url.js';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
} from '../../semconv/attributes.js';
import { knownMethod, methodInSpanName } from '../../semconv/http-method.js';
import { guarded } from '../../spans/guarded.js';
import { LateDescription } from '../../spans/late-description.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';

/**
 * One attempt of a request, as it is about to be sent: credentials and secret query values masked,
 * headers and body not recorded.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span
 */
export function describeAxiosRequest(config: InternalAxiosRequestConfig): SpanDescription {
  const name = methodInSpanName(config.method ?? 'get');
  return new LateDescription(name, SpanKind.CLIENT, config, attributesOf);
}

function attributesOf(config: InternalAxiosRequestConfig): Attributes {
  const { method = 'get' } = config;
  const known = knownMethod(method);
  return {
    [ATTR_HTTP_REQUEST_METHOD]: known,
    ...(known !== method.toUpperCase() && { [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: method }),
    ...guarded('describing the URL of a request', () => describeUrl(Axios.getUri(config))),
  };
}

function describeUrl(text: string): Attributes {
  if (!URL.canParse(text)) {
    return {};
  }
  const url = new URL(text);
  return {
    [ATTR_URL_FULL]: maskUrl(url.href),
    [ATTR_SERVER_ADDRESS]: url.hostname.replaceAll(/[[\]]/g, ''),
    [ATTR_SERVER_PORT]: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
  };
}
