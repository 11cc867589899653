import type { Context } from '@opentelemetry/api';
import { TRACE_DROPPED } from '../tracing.internal-constants.js';

/** Whether it is certain that no span started in this context would be recorded. */
export function isTraceDropped(active: Context): boolean {
  return active.getValue(TRACE_DROPPED) === true;
}
