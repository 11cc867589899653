import { types } from 'node:util';

/** Whether it is an error. In Jest, one of Node is no instance of the class that a test file knows. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
