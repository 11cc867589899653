import type { OutgoingHttpHeader, ServerResponse } from 'node:http';
import type { HeadHeaders } from './http-entry-span.interface.js';

/**
 * A header of a response whose head was just sent. Those given to `writeHead()` alone are written
 * without being kept.
 *
 * @param name in lower case
 */
export function sentHeader(
  response: ServerResponse,
  headers: HeadHeaders | undefined,
  name: string,
): OutgoingHttpHeader | undefined {
  const given = headers === undefined ? undefined : givenHeader(headers, name);
  return given ?? response.getHeader(name);
}

/** Whether a response is a stream of events, which ends when the client has had enough of it. */
export function isEventStream(response: ServerResponse, headers: HeadHeaders | undefined): boolean {
  const type = sentHeader(response, headers, 'content-type');
  return typeof type === 'string' && /^text\/event-stream\b/i.test(type);
}

function givenHeader(headers: HeadHeaders, name: string): OutgoingHttpHeader | undefined {
  return isList(headers) ? inList(headers, name) : inObject(headers, name);
}

function isList(headers: HeadHeaders): headers is readonly OutgoingHttpHeader[] {
  return Array.isArray(headers);
}

function inObject(
  headers: Exclude<HeadHeaders, readonly unknown[]>,
  name: string,
): OutgoingHttpHeader | undefined {
  for (const key in headers) {
    if (isNamed(key, name)) {
      return headers[key];
    }
  }
  return undefined;
}

function inList(
  headers: readonly OutgoingHttpHeader[],
  name: string,
): OutgoingHttpHeader | undefined {
  const index = headers.findIndex((key, at) => at % 2 === 0 && isNamed(String(key), name));
  return index < 0 ? undefined : headers[index + 1];
}

/** To compare the lengths first spares nearly every conversion. */
function isNamed(key: string, name: string): boolean {
  return key.length === name.length && key.toLowerCase() === name;
}
