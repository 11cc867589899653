import { TraceFlags } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';

/** The trace id was drawn at random: the second flag, of which the API does not know yet. */
export const RANDOM_TRACE_ID = 0b10;

/** All others are reserved, and not to be passed on. */
const KNOWN_FLAGS = TraceFlags.SAMPLED | RANDOM_TRACE_ID;

/** What version 00 consists of, and every later version begins with; ff is no version. */
const FORMAT = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-|$)/;
const LENGTH = 55;

/**
 * The ids and flags of a header; of a version to come as much as this one knows.
 *
 * @returns undefined when the trace cannot be continued
 * @see https://www.w3.org/TR/trace-context-2/#traceparent-header
 */
export function parseTraceparent(header: string): SpanContext | undefined {
  const text = header.length === LENGTH ? header : withoutBlanksAround(header);
  if (!FORMAT.test(text) || (text.length > LENGTH && text.startsWith('00'))) {
    return undefined;
  }
  return {
    traceId: text.slice(3, 35),
    spanId: text.slice(36, 52),
    traceFlags: Number.parseInt(text.slice(53, LENGTH), 16) & KNOWN_FLAGS,
  };
}

/** Of version 00, the highest there is. */
export function formatTraceparent(
  { traceId, spanId, traceFlags }: SpanContext,
  isRandom: boolean,
): string {
  const flags = (traceFlags & KNOWN_FLAGS) | (isRandom ? RANDOM_TRACE_ID : 0);
  return `00-${traceId}-${spanId}-0${flags}`;
}

/** HTTP takes them off; a message broker does not. */
function withoutBlanksAround(header: string): string {
  let start = 0;
  let end = header.length;
  while (isBlank(header, start)) start += 1;
  while (isBlank(header, end - 1)) end -= 1;
  return header.slice(start, end);
}

function isBlank(text: string, at: number): boolean {
  return text[at] === ' ' || text[at] === '\t';
}
