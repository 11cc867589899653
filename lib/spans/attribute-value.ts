import type { AttributeValue } from '@opentelemetry/api';

/**
 * A value as OpenTelemetry takes it: strings, numbers, booleans and arrays of them as they are,
 * a bigint as decimal digits, a Date in ISO 8601. Objects are refused: what is in them is not known
 * to be fit for recording.
 *
 * @see https://opentelemetry.io/docs/specs/otel/common/#attribute
 */
export function toAttributeValue(value: unknown): AttributeValue | undefined {
  if (Array.isArray(value)) {
    const isPrimitive = value.every((item) => item === null || isAttributePrimitive(item));
    return isPrimitive ? (value as AttributeValue) : undefined;
  }
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (value instanceof Date && !Number.isNaN(value.getTime())) {
    return value.toISOString();
  }
  return isAttributePrimitive(value) ? value : undefined;
}

function isAttributePrimitive(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
