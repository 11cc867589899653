import { messages } from '../errors/messages.js';
import type { OptionChecks } from './option-checks.js';

/** https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const NAME = /^[!#$%&'*+\-.^_`|~\w]+$/;

/** What every server takes, over HTTP and over gRPC; a line break would begin another header. */
const VALUE = /^[\x20-\x7e]*$/;

export function isHeader(name: string, value: unknown): value is string {
  return NAME.test(name) && typeof value === 'string' && VALUE.test(value);
}

/** Names the header that is wrong, and never what is in it. */
export function checkHeaders(
  option: string,
  value: Readonly<Record<string, string>> | undefined,
  checks: OptionChecks,
): void {
  for (const [name, content] of Object.entries(checks.object(option, value))) {
    if (!isHeader(name, content)) {
      checks.refuse('INVALID_HEADER', messages.invalidHeader(option, name, content));
    }
  }
}
