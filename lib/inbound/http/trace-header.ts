import type { ServerResponse } from 'node:http';
import type { Span, SpanContext } from '@opentelemetry/api';

/** A response header that tells the caller which trace its request became. */
export interface TraceHeader {
  readonly name: string;
  readonly format: (spanContext: SpanContext) => string;
}

/** @see https://w3c.github.io/trace-context/#trace-context-http-response-headers-format */
export function compileTraceHeader(option: boolean | string = false): TraceHeader | undefined {
  if (option === false) {
    return undefined;
  }
  return option === true
    ? { name: 'traceresponse', format: formatTraceResponse }
    : { name: option, format: ({ traceId }) => traceId };
}

/** To be called before the head is sent. A header that the application has set stays. */
export function writeTraceHeader(
  { name, format }: TraceHeader,
  response: ServerResponse,
  span: Span,
): void {
  if (!response.headersSent && !response.hasHeader(name)) {
    response.setHeader(name, format(span.spanContext()));
  }
}

function formatTraceResponse({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
