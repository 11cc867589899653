import { maskText } from '../redaction/mask-text.js';

/** Longest text of an error on a span, in UTF-16 units; attributes have a limit of their own. */
const LONGEST_TEXT = 16_384;

/** What is recorded of the message or stack of an error, whoever records it. */
export function redactFailure(text: string): string {
  return maskText(text).slice(0, LONGEST_TEXT);
}
