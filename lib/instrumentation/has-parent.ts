import { trace } from '@opentelemetry/api';
import type { Context, SpanOptions } from '@opentelemetry/api';

/** Whether a span started so would be a part of a trace that there is already. */
export function hasParent(options: SpanOptions | undefined, context: Context): boolean {
  return options?.root !== true && trace.getSpan(context) !== undefined;
}
