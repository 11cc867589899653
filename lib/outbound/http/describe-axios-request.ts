import { SpanKind } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import Axios from 'axios';
import type { InternalAxiosRequestConfig } from 'axios';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
} from '../../semconv/attributes.js';
import { knownMethod, methodInSpanName } from '../../semconv/http-method.js';
import { guarded } from '../../spans/guarded.js';
import { maskQuery } from '../../spans/mask-query.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';

/**
 * One attempt of a request, as it is about to be sent: credentials and secret query values masked,
 * headers and body not recorded.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span
 */
export function describeAxiosRequest(config: InternalAxiosRequestConfig): SpanDescription {
  return new AxiosRequestDescription(config);
}

/** Attributes are gathered when they are asked for: a sampler that decides by the trace alone does not. */
class AxiosRequestDescription implements SpanDescription {
  readonly kind = SpanKind.CLIENT;
  readonly name: string;
  readonly #config: InternalAxiosRequestConfig;

  constructor(config: InternalAxiosRequestConfig) {
    this.#config = config;
    this.name = methodInSpanName(config.method ?? 'get');
  }

  get attributes(): Attributes {
    const { method = 'get' } = this.#config;
    const known = knownMethod(method);
    return {
      [ATTR_HTTP_REQUEST_METHOD]: known,
      ...(known !== method.toUpperCase() && { [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: method }),
      ...guarded('describing the URL of a request', () => describeUrl(Axios.getUri(this.#config))),
    };
  }
}

function describeUrl(text: string): Attributes {
  if (!URL.canParse(text)) {
    return {};
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    url.username = 'REDACTED';
    url.password = 'REDACTED';
  }
  url.search = maskQuery(url.search.slice(1));
  return {
    [ATTR_URL_FULL]: url.href,
    [ATTR_SERVER_ADDRESS]: url.hostname.replaceAll(/[[\]]/g, ''),
    [ATTR_SERVER_PORT]: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
  };
}
