const KNOWN_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'QUERY',
]);

const OTHER_METHOD = '_OTHER';

/**
 * A request method as attribute: upper case when it is known, otherwise `_OTHER`, so that nobody
 * can make names of their own from outside.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function knownMethod(method: string): string {
  if (KNOWN_METHODS.has(method)) {
    return method;
  }
  const upperCase = method.toUpperCase();
  return KNOWN_METHODS.has(upperCase) ? upperCase : OTHER_METHOD;
}

/** The method as it stands in span names: `HTTP` where it is not a known one. */
export function methodInSpanName(method: string): string {
  const known = knownMethod(method);
  return known === OTHER_METHOD ? 'HTTP' : known;
}
