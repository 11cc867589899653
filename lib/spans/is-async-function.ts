import { types } from 'node:util';

/** Whether a function is declared `async` and returns a promise, unlike an async generator. */
export function isAsyncFunction(value: Function): boolean {
  return types.isAsyncFunction(value) && !types.isGeneratorFunction(value);
}
