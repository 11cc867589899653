/** What there is to say of a thrown value, in the shape `Span.recordException` takes. */
export interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/**
 * Reads a thrown value, which may be anything: a string, null, a frozen object, or an error
 * whose getters throw.
 */
export function describeError(error: unknown): DescribedError {
  if (!isObject(error)) {
    return { name: errorType(error), message: String(error) };
  }
  return {
    name: errorType(error),
    message: readString(error, 'message') ?? '',
    stack: readString(error, 'stack'),
  };
}

/**
 * The class of an error, for `error.type`: its `name`, or its class where the name says no more
 * than "Error". Never the message.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/
 */
export function errorType(error: unknown): string {
  if (!isObject(error)) {
    return error === null ? 'null' : typeof error;
  }
  const name = readString(error, 'name') || 'Error';
  return name === 'Error' ? (className(error) ?? name) : name;
}

/** HTTP status of an error that tells one as Nest's HttpException does, or undefined. */
export function statusOf(error: unknown): number | undefined {
  if (!isObject(error)) {
    return undefined;
  }
  const getStatus = read(error, 'getStatus');
  const status = typeof getStatus === 'function' ? call(getStatus, error) : undefined;
  return typeof status === 'number' ? status : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function className(error: object): string | undefined {
  const constructor = read(error, 'constructor');
  return typeof constructor === 'function' && constructor !== Object
    ? readString(constructor, 'name') || undefined
    : undefined;
}

function readString(target: object, key: string): string | undefined {
  const value = read(target, key);
  return typeof value === 'string' ? value : undefined;
}

function read(target: object, key: string): unknown {
  try {
    return (target as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function call(method: Function, self: object): unknown {
  try {
    return method.call(self);
  } catch {
    return undefined;
  }
}
