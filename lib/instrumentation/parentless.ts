import { context as contextApi, INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import type { Context, Span, SpanOptions } from '@opentelemetry/api';

/** Whether a span started so would be a part of a trace that there is already. */
export function hasParent(options: SpanOptions | undefined, context: Context | undefined): boolean {
  return options?.root !== true && trace.getSpan(context ?? contextApi.active()) !== undefined;
}

/** In place of a span that would be alone in its trace and tell nothing: it records nothing. */
export function spanOfNothing(): Span {
  return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
}
