import { isSpanContextValid, trace as traceApi } from '@opentelemetry/api';
import type { Context, Span, SpanContext } from '@opentelemetry/api';
import type { IdGenerator } from '@opentelemetry/sdk-trace-node';
import { ContextSpan } from './context/context-span.js';
import { TraceIdentity } from './ids/trace-identity.js';

/** Where a new span stands: its trace, its parent, and the values of its context. */
export interface Place {
  readonly context: Context;
  readonly trace: TraceIdentity;
  /** The parent, when it is a span of this engine. */
  readonly local: ContextSpan | undefined;
  /** The parent, when it comes from a header or another tracer. */
  readonly foreign: SpanContext | undefined;
  /** What the id generator gave; undefined for a random id. */
  readonly spanId: string | undefined;
  /** Reading of `performance.now()`. */
  readonly now: number;
}

/** The place of a span started in `context`. Ids are asked for in the order in which the SDK does. */
export function findPlace(context: Context, idGenerator: IdGenerator | undefined): Place {
  const now = performance.now();
  const parent = context instanceof ContextSpan ? context : traceApi.getSpan(context);
  const spanId = idGenerator?.generateSpanId();
  if (parent instanceof ContextSpan) {
    return { context, trace: parent.trace.at(now), local: parent, foreign: undefined, spanId, now };
  }
  const foreign = validSpanContext(parent);
  const traceId = foreign?.traceId ?? idGenerator?.generateTraceId();
  const trace =
    traceId === undefined ? TraceIdentity.random(now) : TraceIdentity.ofHex(traceId, now);
  return { context, trace, local: undefined, foreign, spanId, now };
}

function validSpanContext(span: Span | undefined): SpanContext | undefined {
  const spanContext = span?.spanContext();
  return spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext : undefined;
}
