import { maskText } from '../redaction/mask-text.js';
import { toldMessage } from './told-errors.js';

const FRAME = /\n {4}at /;

/** What there is to say of a thrown value, in the shape `Span.recordException` takes. */
export interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/**
 * Statuses behind the codes by which GraphQL servers tell a client's mistakes from their own: those
 * of Apollo Server and Mercurius, and Nest's names of HTTP statuses as many applications use them.
 *
 * @see https://www.apollographql.com/docs/apollo-server/data/errors#built-in-error-codes
 */
const GRAPHQL_STATUS: ReadonlyMap<unknown, number> = new Map([
  ['GRAPHQL_PARSE_FAILED', 400],
  ['GRAPHQL_VALIDATION_FAILED', 400],
  ['OPERATION_RESOLUTION_FAILURE', 400],
  ['PERSISTED_QUERY_NOT_SUPPORTED', 400],
  ['BAD_REQUEST', 400],
  ['BAD_USER_INPUT', 400],
  ['UNAUTHENTICATED', 401],
  ['UNAUTHORIZED', 401],
  ['FORBIDDEN', 403],
  ['NOT_FOUND', 404],
  ['PERSISTED_QUERY_NOT_FOUND', 404],
  ['CONFLICT', 409],
  ['TOO_MANY_REQUESTS', 429],
]);

/**
 * Reads a thrown value, which may be anything: a string, null, a frozen object, or an error
 * whose getters throw. What is recognisable as a secret in its message is masked.
 */
export function describeError(error: unknown): DescribedError {
  if (!isObject(error)) {
    return { name: errorType(error), message: maskText(String(error)) };
  }
  const name = errorType(error);
  const told = toldMessage(error);
  const stack = readString(error, 'stack');
  return masked(
    told === undefined
      ? { name, message: readString(error, 'message') ?? '', stack }
      : { name, message: told, stack: withMessage(`${name}: ${told}`, stack) },
  );
}

function masked({ name, message, stack }: DescribedError): DescribedError {
  return { name, message: maskText(message), stack: stack && maskText(stack) };
}

/** A stack with another first line: that of the error repeats its message, which may have several. */
function withMessage(line: string, stack = ''): string {
  const frames = stack.search(FRAME);
  return frames < 0 ? line : line + stack.slice(frames);
}

/** As those of Node and its drivers: `ECONNREFUSED`. */
const ERROR_CODE = /^[A-Z][A-Z\d_]+$/;

/** Classes that say nothing of what went wrong; the latter is of attempts to connect that all failed. */
const PLAIN_ERRORS: ReadonlySet<string> = new Set(['Error', 'AggregateError']);

/**
 * The class of an error, for `error.type`: its `name`, or its class where the name says no more
 * than "Error", or its code where the class says no more either. Never the message.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/
 */
export function errorType(error: unknown): string {
  if (!isObject(error)) {
    return error === null ? 'null' : typeof error;
  }
  const name = readString(error, 'name') || 'Error';
  const type = name === 'Error' ? (className(error) ?? name) : name;
  const code = PLAIN_ERRORS.has(type) ? readString(error, 'code') : undefined;
  return code !== undefined && ERROR_CODE.test(code) ? code : type;
}

/**
 * HTTP status of an error that tells one, or undefined: as Nest's HttpException does, or in the
 * `extensions` of a GraphQLError.
 */
export function statusOf(error: unknown): number | undefined {
  if (!isObject(error)) {
    return undefined;
  }
  const getStatus = read(error, 'getStatus');
  const status =
    typeof getStatus === 'function'
      ? call(getStatus, error)
      : statusInExtensions(read(error, 'extensions'));
  return typeof status === 'number' ? status : undefined;
}

function statusInExtensions(extensions: unknown): unknown {
  if (!isObject(extensions)) {
    return undefined;
  }
  const http = read(extensions, 'http');
  const status = isObject(http) ? read(http, 'status') : undefined;
  return status ?? GRAPHQL_STATUS.get(read(extensions, 'code'));
}

/** Known by the name of its class, since there may be several copies of Nest's package, or none. */
export function isWsException(error: unknown): boolean {
  let type = isObject(error) ? read(error, 'constructor') : undefined;
  while (typeof type === 'function' && readString(type, 'name') !== 'WsException') {
    type = Object.getPrototypeOf(type) as unknown;
  }
  return typeof type === 'function';
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
