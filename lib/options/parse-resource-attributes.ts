/**
 * The attributes in `OTEL_RESOURCE_ATTRIBUTES`: `key=value` pairs separated by commas, in which a
 * comma, an equals sign and a percent sign are percent-encoded.
 *
 * @returns undefined when a part of it is none, since then nobody knows what the rest means
 * @see https://opentelemetry.io/docs/specs/otel/resource/sdk/#specifying-resource-information-via-an-environment-variable
 */
export function parseResourceAttributes(text: string): Record<string, string> | undefined {
  const pairs = text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(parsePair);
  return pairs.every((pair) => pair !== undefined) ? Object.fromEntries(pairs) : undefined;
}

function parsePair(text: string): [key: string, value: string] | undefined {
  const parts = text.split('=').map((part) => decode(part.trim()));
  const [key, value] = parts;
  return parts.length === 2 && key && value !== undefined ? [key, value] : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
