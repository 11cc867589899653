const CREDENTIALS_IN_URL = /([a-z][a-z\d+.-]*:\/\/)[^\s/?#"'@]*@/gi;
const QUERY_OF_URL = /([a-z][a-z\d+.-]*:\/\/[^\s?"'<>]*)\?[^\s"'<>)\]}]*/gi;
const SECRET_FIELD =
  /((?:authorization|cookie|api[-_]?key|[\w-]*(?:token|secret|password|signature))\\?["']?\s*[:=]\s*)(\\?["'])?(?:(?:bearer|basic)\s+)?[^\s"',;}\\]+/gi;

/**
 * A text that others made, such as the error of an exporter, without what may give access: users,
 * passwords and queries of URLs, and values that stand beside the name of a secret.
 */
export function maskSecrets(text: string): string {
  return text
    .replace(CREDENTIALS_IN_URL, '$1...@')
    .replace(QUERY_OF_URL, '$1?...')
    .replace(SECRET_FIELD, (_, key: string, quote = '') => `${key}${quote}REDACTED`);
}
