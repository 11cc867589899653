import { SpanStatusCode } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '../semconv/attributes.js';
import { describeError, isWsException, statusOf } from './describe-error.js';
import type { DescribedError } from './describe-error.js';
import { activeEntrySpan } from './entry-span.js';
import { guarded } from './guarded.js';

/** Which trace has an error's exception event already: errors pass through many spans on their way up. */
const recordedIn = new WeakMap<object, string>();

/**
 * Records an error on the span it leaves: `error.type` and status ERROR on every span it passes
 * through, the exception event only on the first, where it came from. An HttpException below 500
 * or a WsException is an answer, not a failure: it keeps its event and leaves the status unset.
 *
 * @param isFailure where that has been decided by other means
 * @see https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/
 */
export function recordError(span: Span, error: unknown, isFailure = !isExpected(error)): void {
  guarded('recording an error', () => {
    const exception = describeError(error);
    addException(span, error, exception);
    if (isFailure) {
      span.setAttribute(ATTR_ERROR_TYPE, exception.name);
      span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
    }
  });
}

/** The exception event alone, of an error that no span below has recorded: whether it fails this one is decided elsewhere. */
export function recordException(span: Span, error: unknown): void {
  guarded('recording an exception', () => addException(span, error, describeError(error)));
}

function addException(span: Span, error: unknown, exception: DescribedError): void {
  if (isFirstSeen(error, span.spanContext().traceId)) {
    span.recordException(exception);
  }
}

/** A string or the like that was thrown has no identity, so of these only the latest is known. */
let latestValue: { value: unknown; traceId: string } | undefined;

function isFirstSeen(error: unknown, traceId: string): boolean {
  if (typeof error !== 'object' || error === null) {
    const isRepeated = latestValue?.traceId === traceId && Object.is(latestValue.value, error);
    latestValue = { value: error, traceId };
    return !isRepeated;
  }
  const isFirst = recordedIn.get(error) !== traceId;
  recordedIn.set(error, traceId);
  return isFirst;
}

/**
 * Whether an error is meant for whoever asked: an HttpException below 500, a WsException, or what
 * the protocol of the work that arrived has as an answer.
 */
export function isExpected(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined ? isWsException(error) || isAnswer(error) : status < 500;
}

function isAnswer(error: unknown): boolean {
  const entry = activeEntrySpan();
  // An error's getters are code of the user's.
  return guarded('looking at an error', () => entry?.isAnswer?.(error)) === true;
}
