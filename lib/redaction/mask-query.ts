import { isSecretName, MASK, mayHoldSecret } from './secret-names.js';

/**
 * A query string without `?` whose values under keys that name secrets are masked. Keys stay, so
 * that it can be seen what was sent.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/
 */
export function maskQuery(query: string): string {
  if (!mayHoldSecret(query.replaceAll(/[=&]/g, '\n')) && !query.includes('%')) {
    return query;
  }
  return query
    .split('&')
    .map((pair) => {
      const [key = ''] = pair.split('=', 1);
      return pair.includes('=') && isSecretName(decoded(key)) ? `${key}=${MASK}` : pair;
    })
    .join('&');
}

/** A key as it was meant; where that cannot be told, as it was written. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
