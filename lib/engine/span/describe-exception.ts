import type { Attributes, Exception } from '@opentelemetry/api';
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
} from '../../semconv/attributes.js';

const REDACTED = [ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE] as const;

/**
 * What an exception says of itself, message and stack redacted; undefined when that is neither a type nor a message.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/exceptions/
 */
export function describeException(
  exception: Exception,
  redact: (text: string) => string,
): Attributes | undefined {
  const attributes = read(typeof exception === 'string' ? { message: exception } : exception);
  for (const key of REDACTED) {
    const text = attributes[key];
    if (typeof text === 'string') attributes[key] = redact(text);
  }
  const isNamed = attributes[ATTR_EXCEPTION_TYPE] || attributes[ATTR_EXCEPTION_MESSAGE];
  return isNamed ? attributes : undefined;
}

function read(exception: Exclude<Exception, string>): Attributes {
  const attributes: Attributes = {};
  if (!exception) {
    return attributes;
  }
  const { code, name, message, stack } = exception;
  const type = code ? code.toString() : name;
  if (type) attributes[ATTR_EXCEPTION_TYPE] = type;
  if (message) attributes[ATTR_EXCEPTION_MESSAGE] = message;
  if (stack) attributes[ATTR_EXCEPTION_STACKTRACE] = stack;
  return attributes;
}
