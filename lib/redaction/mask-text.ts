import { maskDatabaseValues } from './mask-database-values.js';
import { decoded } from './mask-query.js';
import { maskUserInfo } from './mask-url.js';
import { maskValues } from './mask-values.js';
import { isSecretInText, isSecretName, MASK } from './secret-names.js';

/** Longest text that is looked at, in UTF-16 units; the rest is left out. */
const LONGEST_TEXT = 65_536;

/** `password=x`, `?token=x`, `Password='x y'`. */
const ASSIGNMENT = {
  key: /(?<![\w.[\]%-])([\w.[\]%-]+)=/g,
  value: /\\?"[^"]*"?|'[^']*'?|[^\s&;"'<>]+/y,
  isSecret: (key: string, before: string | undefined) =>
    before === '?' || before === '&' || before === '#'
      ? isSecretName(decoded(key))
      : isSecretInText(decoded(key)),
};

/** `"password": "x"` of JSON, also where it was escaped, and `password: 'x'` of `inspect()`. */
const PROPERTY = {
  key: /(?<![\w.-])([\w.-]+)(?:\\?["'])?\s{0,4}:\s{0,4}(?=\\?["'])/g,
  value: /"(?:[^"\\]|\\[^])*"?|'(?:[^'\\]|\\[^])*'?|\\["'](?:[^\\"']|\\\\\\?[^])*(?:\\["'])?/y,
  isSecret: isSecretInText,
};

const HEADER =
  /((?:proxy-)?authorization|(?:set-)?cookie|x-api-key)(\s{0,4}:\s{0,4})(?![\s"'])[^\r\n]+/gi;
/** What one of them has in any spelling; to ask for it is quicker than to ask for any case. */
const NAME_OF_HEADER = /uthorization|UTHORIZATION|ookie|OOKIE|-[aA][pP][iI]-/;

const BEARER = /(?<![\w-])(bearer\s{1,4})[\w.~+/=-]{16,}/gi;

/** A JSON Web Token: three parts in base64, of which the first begins with `{"`. */
const JSON_WEB_TOKEN = /(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g;

/**
 * A text somebody wrote for people, such as the message or the stack of an error, without what is
 * recognisable as a secret in it: user and password of URLs and connection strings, values under
 * keys that name secrets, tokens, and values that database servers quote.
 */
export function maskText(given: string): string {
  if (given === latest.message || given === latest.stack) {
    return given;
  }
  latest.message = latest.stack;
  latest.stack = mask(given);
  return latest.stack;
}

/** What was masked last: the same error is told of by a span of ours and then by the span itself. */
const latest = { message: '', stack: '' };

function mask(given: string): string {
  let text = given.length > LONGEST_TEXT ? given.slice(0, LONGEST_TEXT) : given;
  // Asking for one character first costs next to nothing, and most texts lack most of them.
  if (text.includes('://')) text = maskUserInfo(text);
  if (text.includes('=')) text = maskValues(text, ASSIGNMENT);
  if (text.includes(':')) text = maskPairs(text);
  if (text.includes('earer ')) text = text.replaceAll(BEARER, `$1${MASK}`);
  if (text.includes('eyJ')) text = text.replaceAll(JSON_WEB_TOKEN, MASK);
  return maskDatabaseValues(text);
}

function maskPairs(text: string): string {
  const masked = NAME_OF_HEADER.test(text) ? text.replaceAll(HEADER, `$1$2${MASK}`) : text;
  return /["']/.test(masked) ? maskValues(masked, PROPERTY) : masked;
}
