import type { Attributes } from '@opentelemetry/api';
import { maskText } from '../../redaction/mask-text.js';
import { isSecretName, MASK } from '../../redaction/secret-names.js';

/** Longest value that is recorded, in UTF-16 units: Node takes headers of 16 KiB. */
const MAX_VALUE_LENGTH = 1_024;
const MASKED = [MASK];

/** The value of a header as Node keeps it, by its name in lower case. */
type HeaderLookup = (name: string) => unknown;

interface CapturedHeader {
  readonly name: string;
  readonly attribute: string;
  readonly isSecret: boolean;
}

/**
 * Headers that are recorded, prepared once: their values as a list of strings, masked where they
 * carry credentials, whoever asked for them. In `Location`, `Referer` and others it is the URL.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
 */
export class CapturedHeaders {
  readonly #headers: readonly CapturedHeader[];

  constructor(direction: 'request' | 'response', names: readonly string[]) {
    this.#headers = names.map((given) => {
      const name = given.toLowerCase();
      return { name, attribute: `http.${direction}.header.${name}`, isSecret: isSecretName(name) };
    });
  }

  read(lookUp: HeaderLookup): Attributes {
    const attributes: Attributes = {};
    for (const { name, attribute, isSecret } of this.#headers) {
      const values = toStrings(lookUp(name));
      if (values !== undefined) {
        attributes[attribute] = isSecret ? MASKED : values;
      }
    }
    return attributes;
  }
}

/** @returns undefined where nothing is to be recorded */
export function compileHeaders(
  direction: 'request' | 'response',
  names: readonly string[] = [],
): CapturedHeaders | undefined {
  return names.length === 0 ? undefined : new CapturedHeaders(direction, names);
}

/** Names such as `constructor` lead to what no client sent. */
function toStrings(value: unknown): string[] | undefined {
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  const isHeader = values.every((one) => typeof one === 'string' || typeof one === 'number');
  return isHeader
    ? values.map((one) => maskText(String(one)).slice(0, MAX_VALUE_LENGTH))
    : undefined;
}
