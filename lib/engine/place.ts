import type { Context, Span, SpanContext } from '@opentelemetry/api';
import type { IdGenerator } from '@opentelemetry/sdk-trace-node';
import { SPAN_BEHIND } from '../tracing.internal-constants.js';
import { SPAN_KEY } from './context/context-keys.js';
import { ContextSpan } from './context/context-span.js';
import { TraceIdentity } from './ids/trace-identity.js';
import { validSpanContext } from './propagation/valid-span-context.js';

/** A span of this engine, or what is known of one from a header or another tracer. */
export type Parent = ContextSpan | SpanContext;

/** Where a new span stands: its trace, its parent, and the values of its context. */
export interface Place {
  readonly context: Context;
  readonly trace: TraceIdentity;
  readonly parent: Parent | undefined;
  /** What the id generator gave; undefined for a random id. */
  readonly spanId: string | undefined;
}

/** The place of a span started in `context`. Ids are asked for in the order in which the SDK does. */
export function findPlace(context: Context, idGenerator: IdGenerator | undefined): Place {
  const span = spanBehind(context instanceof ContextSpan ? context : context.getValue(SPAN_KEY));
  const spanId = idGenerator?.generateSpanId();
  if (span instanceof ContextSpan) {
    return { context, trace: span.trace, parent: span, spanId };
  }
  const parent = validSpanContext(span);
  const traceId = parent?.traceId ?? idGenerator?.generateTraceId();
  const trace = traceId === undefined ? TraceIdentity.random() : TraceIdentity.ofHex(traceId);
  return { context, trace, parent, spanId };
}

/** Spans below one that begins when it is needed share its trace and clock, as they do below any. */
function spanBehind(span: unknown): unknown {
  if (span instanceof ContextSpan || !isStandIn(span)) {
    return span;
  }
  return spanBehind(span[SPAN_BEHIND]());
}

function isStandIn(span: unknown): span is { [SPAN_BEHIND](): Span | undefined } {
  return typeof span === 'object' && span !== null && SPAN_BEHIND in span;
}
