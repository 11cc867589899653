import { SpanKind } from '@opentelemetry/api';
import type { SpanOptions } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_URL_PATH,
} from '../../semconv/attributes.js';
import { SAMPLED_REQUEST } from '../../tracing.internal-constants.js';
import type { SampledRequest } from '../../tracing.internal-constants.js';

interface RequestOptions extends SpanOptions {
  readonly [SAMPLED_REQUEST]?: SampledRequest;
}

/** The request that a span is to be of, undefined for a span of anything else. */
export function sampledRequestOf(options: RequestOptions): SampledRequest | undefined {
  if (options.kind !== SpanKind.SERVER) {
    return undefined;
  }
  return options[SAMPLED_REQUEST] ?? requestInAttributes(options);
}

/** Those that are told only when asked are not asked: that would be a description in vain. */
function requestInAttributes(options: SpanOptions): SampledRequest | undefined {
  const attributes = Object.hasOwn(options, 'attributes') ? options.attributes : undefined;
  const path = attributes?.[ATTR_URL_PATH];
  const method =
    attributes?.[ATTR_HTTP_REQUEST_METHOD_ORIGINAL] ?? attributes?.[ATTR_HTTP_REQUEST_METHOD];
  return typeof path === 'string' && typeof method === 'string' ? { method, path } : undefined;
}
