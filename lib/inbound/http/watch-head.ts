import type { ServerResponse } from 'node:http';
import { imitate } from '../../spans/imitate.js';
import type { HeadHeaders, HttpEntrySpan } from './http-entry-span.interface.js';

type WriteHead = (
  this: ServerResponse,
  status: number,
  reason?: unknown,
  headers?: unknown,
) => ServerResponse;

/**
 * Tells the span of a request when the head of its response is sent. Every head goes through
 * `writeHead()`, that of a response nobody called it for as well, and there alone all headers are
 * to be seen.
 *
 * @param prototype of all responses
 * @param entryOf the span of the request that a response answers
 */
export function watchHead(
  prototype: ServerResponse,
  entryOf: (response: ServerResponse) => HttpEntrySpan | undefined,
): void {
  const writeHead = Reflect.get(prototype, 'writeHead') as WriteHead;
  const watched: WriteHead = function (status, reason, headers) {
    const entry = entryOf(this);
    entry?.beforeHead?.(this);
    const result = writeHead.call(this, status, reason, headers);
    entry?.afterHead?.(this, headersIn(reason, headers));
    return result;
  };
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'writeHead');
  const value = imitate(watched, writeHead);
  Object.defineProperty(prototype, 'writeHead', { ...descriptor, value });
}

/** The reason phrase may be left out. */
function headersIn(reason: unknown, headers: unknown): HeadHeaders | undefined {
  const given = typeof reason === 'object' ? (headers ?? reason) : headers;
  return typeof given === 'object' && given !== null ? (given as HeadHeaders) : undefined;
}
