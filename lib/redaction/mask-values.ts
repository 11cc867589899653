import { MASK } from './secret-names.js';

/** How keys and values stand in a text. */
export interface Notation {
  /** With the flag `g`, up to where the value begins; the key is its first group. */
  readonly key: RegExp;
  /** With the flag `y`. */
  readonly value: RegExp;
  /** @param before the character before the key */
  readonly isSecret: (key: string, before: string | undefined) => boolean;
}

/**
 * Masks the values of secret keys, in one pass. A value that is no secret is looked through for more
 * keys, since it may be a URL or a whole object.
 */
export function maskValues(text: string, { key, value, isSecret }: Notation): string {
  let masked = '';
  let from = 0;
  key.lastIndex = 0;
  for (let found = key.exec(text); found !== null; found = key.exec(text)) {
    value.lastIndex = key.lastIndex;
    const [secret] = isSecret(found[1]!, text[found.index - 1]) ? (value.exec(text) ?? []) : [];
    if (secret !== undefined) {
      masked += text.slice(from, key.lastIndex) + inQuotesOf(secret);
      from = key.lastIndex + secret.length;
      key.lastIndex = from;
    }
  }
  return from === 0 ? text : masked + text.slice(from);
}

/** The mask in the quotes of the value, if it has any. */
function inQuotesOf(value: string): string {
  const [quote = ''] = /^\\?["']/.exec(value) ?? [];
  return `${quote}${MASK}${quote}`;
}
