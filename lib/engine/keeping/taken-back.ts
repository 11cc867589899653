import type { SpanContext } from '@opentelemetry/api';
import { TAKEN_BACK } from '../../tracing.internal-constants.js';

/** Whether the span is to leave no trace, as was said after it had begun. */
export function isTakenBack(spanContext: SpanContext): boolean {
  return TAKEN_BACK in spanContext;
}
