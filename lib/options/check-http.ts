import { messages } from '../errors/messages.js';
import type { OptionChecks } from './option-checks.js';
import type { HttpOptions } from './http-options.interface.js';

const HTTP_NAMES = [
  'axios',
  'trustIncomingContext',
  'isError',
  'ignore',
  'captureHeaders',
  'traceResponseHeader',
] as const satisfies readonly (keyof HttpOptions)[];

/** A header's name as HTTP allows it: https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~\w]+$/;

export function checkHttp(value: HttpOptions | undefined, checks: OptionChecks): void {
  const http = checks.object('http', value);
  checks.known(http, HTTP_NAMES, 'http.');
  checks.function('http.isError', http.isError);
  checks.patterns('http.ignore', http.ignore, 'function');
  checkTrust(http.trustIncomingContext, checks);
  checkResponseHeader(http.traceResponseHeader, checks);
  const headers = checks.object('http.captureHeaders', http.captureHeaders);
  checks.known(headers, ['request', 'response'], 'http.captureHeaders.');
  checks.strings('http.captureHeaders.request', headers.request);
  checks.strings('http.captureHeaders.response', headers.response);
}

function checkTrust(trust: unknown, checks: OptionChecks): void {
  const isName = trust === 'always' || trust === 'never';
  if (trust !== undefined && !isName && typeof trust !== 'function') {
    checks.refuse('INVALID_TRUST', messages.invalidTrust(trust));
  }
}

function checkResponseHeader(header: unknown, checks: OptionChecks): void {
  const isName = typeof header === 'string' && HEADER_NAME.test(header);
  if (header !== undefined && typeof header !== 'boolean' && !isName) {
    checks.refuse('INVALID_RESPONSE_HEADER', messages.invalidResponseHeader(header));
  }
}
