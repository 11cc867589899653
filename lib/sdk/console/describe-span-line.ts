import { SpanStatusCode } from '@opentelemetry/api';
import {
  ATTR_DB_QUERY_TEXT,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_URL_FULL,
} from '../../semconv/attributes.js';
import { cutText, printable } from '../../terminal/text-width.js';
import type { TraceSpan } from './trace-span.interface.js';

/** What names the span already, or says nothing to somebody who reads one trace. */
const UNINTERESTING = [
  /^http\.request\.method/,
  /^http\.route$/,
  /^network\./,
  /^user_agent\./,
  /^client\./,
  /^server\./,
  /^url\.(scheme|path|query)$/,
  /^db\.(system|namespace|operation|collection|name|user|connection)/,
  /^error\.type$/,
  /^messaging\.(?!system$|batch\.)/,
  /^rpc\./,
  /^code\./,
  /^nestjs\.(?!message\.)/,
];

const MAX_VALUE_LENGTH = 80;

/** Attributes whose value speaks for itself. */
const WITHOUT_KEY: ReadonlySet<string> = new Set([
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_URL_FULL,
  ATTR_DB_QUERY_TEXT,
]);

/** What is worth a glance, the status of a response first: `201 order.id=7`. */
export function keyAttributes({ attributes }: TraceSpan): string {
  const { [ATTR_HTTP_RESPONSE_STATUS_CODE]: status, ...others } = attributes;
  return Object.entries({ [ATTR_HTTP_RESPONSE_STATUS_CODE]: status, ...others })
    .filter(([key, value]) => value !== undefined && isTelling(key))
    .map(([key, value]) => `${WITHOUT_KEY.has(key) ? '' : `${key}=`}${shortened(String(value))}`)
    .join(' ');
}

function isTelling(key: string): boolean {
  return !UNINTERESTING.some((pattern) => pattern.test(key));
}

/** What went wrong: `DeclinedError: card declined`; empty where there is no more to say than that it did. */
export function errorText({ status, events, attributes }: TraceSpan): string | undefined {
  const exception = events.find(({ name }) => name === 'exception')?.attributes;
  if (status.code !== SpanStatusCode.ERROR && exception === undefined) {
    return undefined;
  }
  const type = exception?.[ATTR_EXCEPTION_TYPE] ?? attributes[ATTR_ERROR_TYPE];
  const message = exception?.[ATTR_EXCEPTION_MESSAGE] ?? status.message;
  const text = [type, message].filter((part) => part !== undefined && part !== '').join(': ');
  // Of an answer that is an error by its status, the status says it all.
  return text === String(attributes[ATTR_HTTP_RESPONSE_STATUS_CODE]) ? '' : shortened(text);
}

/** `0.4 ms`, `12 ms`, `1.50 s`: three digits are enough to compare. */
export function durationText(durationMs: number): string {
  if (durationMs >= 1_000) {
    return `${(durationMs / 1_000).toFixed(2)} s`;
  }
  return `${durationMs >= 10 ? Math.round(durationMs) : durationMs.toFixed(1)} ms`;
}

function shortened(text: string): string {
  return cutText(printable(text), MAX_VALUE_LENGTH);
}
