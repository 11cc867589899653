import type { Attributes, TracerProvider } from '@opentelemetry/api';
import { maskQuery } from '../redaction/mask-query.js';
import { maskUrl } from '../redaction/mask-url.js';
import { ATTR_URL_FULL, ATTR_URL_QUERY } from '../semconv/attributes.js';
import { wrapTracers } from './wrapped-tracer.js';

/**
 * For the HTTP instrumentations: credentials and the query of a URL are masked as they are everywhere else. By
 * itself one of them masks signatures only, the other nothing.
 */
export function urlMaskingTracers(provider: TracerProvider): TracerProvider {
  return wrapTracers(provider, (tracer) => (name, options, context) => {
    const attributes = maskUrls(options?.attributes ?? {});
    return tracer.startSpan(name, { ...options, attributes }, context);
  });
}

function maskUrls(attributes: Attributes): Attributes {
  const { [ATTR_URL_FULL]: url, [ATTR_URL_QUERY]: query, ...masked } = attributes;
  if (typeof url === 'string') {
    masked[ATTR_URL_FULL] = maskUrl(url);
  }
  // One instrumentation writes the question mark too, and an empty text where there is no query.
  if (typeof query === 'string' && query.length > 1) {
    masked[ATTR_URL_QUERY] = maskQuery(query.replace(/^\?/, ''));
  }
  return masked;
}
