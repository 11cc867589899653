/** Stands in traces where a secret stood. */
export const MASK = 'REDACTED';

// Multi-line, so that one test can tell whether any key of a whole query, a line each, is secret.
const SECRET_NAME = new RegExp(
  [
    'pass(word|wd|phrase|code)|pass\\]?$|pwd|secret|token|bearer|jwt|saml|assertion|credential|signature',
    'api[-_]?key|(access|private)[-_]?key|sess(ion|id)|csrf|xsrf|cookie|authenticat',
    '^auth(?!or(s|ed|ity)?([-_.]?(id|name))?$)|^(code|key|sig|hmac|ticket|otp|pin|cvv|cvc|ssn)$|(^|[._-])sid$',
  ].join('|'),
  'im',
);

/** Words that are secrets as keys of a query, and mostly something else in a sentence. */
const ONLY_IN_QUERIES = /^(code|key|sig|ticket|pin)$/i;

const addedNames = new Set<string>();
const addedPatterns = new Map<string, RegExp>();

/**
 * Has further names be those of secrets, in this process from now on: whole names in any case, or
 * RegExps tried on the name.
 */
export function addSecretNames(names: readonly (string | RegExp)[]): void {
  for (const name of names) {
    if (typeof name === 'string') {
      addedNames.add(name.toLowerCase());
    } else {
      addedPatterns.set(String(name), name);
    }
  }
}

/** Whether a name says that its value is a secret: of a query parameter, or of a header. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) || isAdded(name);
}

/** Whether it does so in a text, where `code` is rather the exit code of a process. */
export function isSecretInText(name: string): boolean {
  return isSecretName(name) && (!ONLY_IN_QUERIES.test(name) || isAdded(name));
}

/** Whether one of several names, a line each, may be that of a secret. */
export function mayHoldSecret(names: string): boolean {
  return addedNames.size > 0 || addedPatterns.size > 0 || SECRET_NAME.test(names);
}

function isAdded(name: string): boolean {
  if (addedNames.has(name.toLowerCase())) {
    return true;
  }
  for (const pattern of addedPatterns.values()) {
    // Unlike `test()` it does not go on from the last match of a RegExp with the flag `g`.
    if (name.search(pattern) >= 0) {
      return true;
    }
  }
  return false;
}
