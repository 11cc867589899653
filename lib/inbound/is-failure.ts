import type { HttpOptions } from '../options/http-options.interface.js';
import { guardedHook } from '../spans/guarded.js';

/** Whether an answer of that status is a failure of ours, by `http.isError` or from 500 on. */
export function isFailure({ isError }: HttpOptions, status: number, error: unknown): boolean {
  const told: unknown = isError && guardedHook('http.isError', isError, status, error);
  return typeof told === 'boolean' ? told : status >= 500;
}
