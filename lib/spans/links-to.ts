import { trace } from '@opentelemetry/api';
import type { Context, Link } from '@opentelemetry/api';

/** Links to the span of a context; undefined when there is none. */
export function linksTo(context: Context): Link[] | undefined {
  const spanContext = trace.getSpanContext(context);
  return spanContext === undefined ? undefined : [{ context: spanContext }];
}
