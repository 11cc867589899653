import { maskQuery } from './mask-query.js';
import { MASK } from './secret-names.js';

/** From `://` to the last `@` before the path; an address in a text has an end. */
const USER_INFO = /:\/\/[^\s/?#@"'<>]*@(?:[^\s/?#@"'<>]*@)*/g;

/**
 * A URL, whole or from its path on, without user and password, and with the secrets of its query
 * masked. So is its fragment, in which an identity provider hands over tokens.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/
 */
export function maskUrl(url: string): string {
  const addressEnd = url.search(/[?#]/);
  if (addressEnd < 0) {
    return maskUserInfo(url);
  }
  const address = maskUserInfo(url.slice(0, addressEnd));
  const [query = '', ...fragment] = url.slice(addressEnd).split('#');
  const parts = [query, ...fragment.map((text) => `#${text}`)];
  return address + parts.map(maskPart).join('');
}

/** A text in which user and password of every URL are masked, also one whose rest makes no sense. */
export function maskUserInfo(text: string): string {
  return text.includes('@')
    ? text.replaceAll(USER_INFO, (info) =>
        info.lastIndexOf(':') > 0 ? `://${MASK}:${MASK}@` : `://${MASK}@`,
      )
    : text;
}

/** What begins with `?` or `#`. */
function maskPart(part: string): string {
  return part.length > 1 ? part[0] + maskQuery(part.slice(1)) : part;
}
