import type { Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '../semconv/attributes.js';
import { guarded, guardedHook, heardOut } from './guarded.js';
import { recordError } from './record-error.js';
import type { SpanDescription } from './span-description.interface.js';
import { noteThrown } from './thrown-errors.js';

/** Ends the span of work that has its result. To be called once. */
export function endSpan(span: Span, { onResult }: SpanDescription, result: unknown): void {
  if (onResult !== undefined) {
    // Read within the guard: what the callback returns may be an object whose getters throw.
    guarded('onResult', () => {
      const attributes = heardOut('onResult', onResult(result as never));
      if (attributes !== undefined) span.setAttributes(attributes);
    });
  }
  span.end();
}

/** Ends the span of work that failed. To be called once. */
export function failSpan(span: Span, description: SpanDescription, error: unknown): void {
  noteThrown(span);
  if (counts(error, description)) {
    recordError(span, error, description.hasNoCaller === true ? true : undefined);
    const type = description.errorType && guarded('errorType', description.errorType, error);
    if (type !== undefined) {
      span.setAttribute(ATTR_ERROR_TYPE, type);
    }
  }
  span.end();
}

function counts(error: unknown, { recordException = true }: SpanDescription): boolean {
  return typeof recordException === 'function'
    ? (guardedHook('recordException', recordException, error) ?? true)
    : recordException;
}
