const MASK = 'REDACTED';

// Multi-line, so that one test can tell whether any key of a whole query, a line each, is secret.
const SECRET_KEY =
  /pass(word|wd|phrase)|pass\]?$|pwd|secret|token|api[-_]?key|credential|signature|^sig$|^auth|session|^code$|accesskeyid/im;

/**
 * A query string without `?` whose values under keys that name secrets are masked. Keys stay, so
 * that it can be seen what was sent.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/
 */
export function maskQuery(query: string): string {
  if (!SECRET_KEY.test(query.replaceAll(/[=&]/g, '\n')) && !query.includes('%')) {
    return query;
  }
  return query
    .split('&')
    .map((pair) => {
      const [key = ''] = pair.split('=', 1);
      return pair.includes('=') && isSecretKey(decoded(key)) ? `${key}=${MASK}` : pair;
    })
    .join('&');
}

/** Whether a name says that its value is a secret. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
