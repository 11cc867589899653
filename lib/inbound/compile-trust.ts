import type { IncomingMessage } from 'node:http';
import type { HttpOptions } from '../options/http-options.interface.js';
import { guardedHook } from '../spans/guarded.js';

/** Whether the trace of a request's caller goes on. */
export type Trust = (request: IncomingMessage) => boolean;

/** @returns undefined when every caller is trusted */
export function compileTrust({ trustIncomingContext: trust }: HttpOptions): Trust | undefined {
  if (trust === undefined || trust === 'always') {
    return undefined;
  }
  return trust === 'never'
    ? () => false
    : (request) => guardedHook('http.trustIncomingContext', trust, request) === true;
}
