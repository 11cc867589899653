import type { Attributes } from '@opentelemetry/api';
import { isSecretKey } from '../../spans/mask-query.js';

/** Longest value that is recorded, in UTF-16 units: Node takes headers of 16 KiB. */
const MAX_VALUE_LENGTH = 1_024;
const MASK = ['REDACTED'];
const CREDENTIALS = /authorization|authenticat|cookie/;

/** The value of a header as Node keeps it, by its name in lower case. */
type HeaderLookup = (name: string) => unknown;

interface CapturedHeader {
  readonly name: string;
  readonly attribute: string;
  readonly isSecret: boolean;
}

/**
 * Headers that are recorded, prepared once: their values as a list of strings, masked where they
 * carry credentials, whoever asked for them.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
 */
export class CapturedHeaders {
  readonly #headers: readonly CapturedHeader[];

  constructor(direction: 'request' | 'response', names: readonly string[]) {
    this.#headers = names.map((given) => {
      const name = given.toLowerCase();
      const isSecret = isSecretKey(name) || CREDENTIALS.test(name);
      return { name, attribute: `http.${direction}.header.${name}`, isSecret };
    });
  }

  read(lookUp: HeaderLookup): Attributes {
    const attributes: Attributes = {};
    for (const { name, attribute, isSecret } of this.#headers) {
      const values = toStrings(lookUp(name));
      if (values !== undefined) {
        attributes[attribute] = isSecret ? MASK : values;
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
  return isHeader ? values.map((one) => String(one).slice(0, MAX_VALUE_LENGTH)) : undefined;
}
