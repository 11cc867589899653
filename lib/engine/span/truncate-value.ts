import { diag } from '@opentelemetry/api';
import type { AttributeValue } from '@opentelemetry/api';

/**
 * The value with no text in it longer than `limit` UTF-16 units; arrays are copied, so that what is
 * kept stays as it was given.
 *
 * @see https://opentelemetry.io/docs/specs/otel/common/#attribute-limits
 */
export function truncateValue(value: AttributeValue, limit: number): AttributeValue {
  if (limit <= 0) {
    diag.warn(`Attribute value limit must be positive, got ${limit}`);
    return value;
  }
  if (typeof value === 'string') {
    return value.length <= limit ? value : value.slice(0, limit);
  }
  return Array.isArray(value)
    ? (value.map((item) => shortened(item, limit)) as AttributeValue)
    : value;
}

function shortened(item: unknown, limit: number): unknown {
  return typeof item === 'string' ? item.slice(0, limit) : item;
}
