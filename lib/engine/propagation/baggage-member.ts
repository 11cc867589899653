import { baggageEntryMetadataFromString } from '@opentelemetry/api';
import type { BaggageEntry } from '@opentelemetry/api';

/** Entry by its name. */
export type BaggageMember = readonly [key: string, entry: BaggageEntry];

/** Visible ASCII and blanks: anything else would end a header, or be refused by Node. */
const PROPERTIES = /^[\x20-\x2b\x2d-\x7e\t]*$/;

/**
 * `key=value;properties` as it stands in a header, percent-decoded.
 *
 * @returns undefined when it is malformed
 * @see https://www.w3.org/TR/baggage/#definition
 */
export function parseMember(text: string): BaggageMember | undefined {
  const propertiesStart = text.indexOf(';');
  const pair = propertiesStart < 0 ? text : text.slice(0, propertiesStart);
  const keyEnd = pair.indexOf('=');
  const key = decode(pair.slice(0, Math.max(keyEnd, 0)).trim());
  const value = decode(pair.slice(keyEnd + 1).trim());
  if (!key || !value) {
    return undefined;
  }
  const properties = propertiesStart < 0 ? '' : text.slice(propertiesStart + 1);
  return properties === '' || !PROPERTIES.test(properties)
    ? [key, { value }]
    : [key, { value, metadata: baggageEntryMetadataFromString(properties) }];
}

/** The entry as it goes into a header, in ASCII alone. */
export function formatMember([key, { value, metadata }]: BaggageMember): string {
  const pair = `${encode(key)}=${encode(value)}`;
  const properties = metadata?.toString() ?? '';
  return properties === '' || !PROPERTIES.test(properties) ? pair : `${pair};${properties}`;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Half a surrogate pair, of which there is no UTF-8, becomes a replacement character. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}
