import { createContextKey, trace as traceApi } from '@opentelemetry/api';
import type {
  Context,
  SpanContext,
  TextMapGetter,
  TextMapPropagator,
  TextMapSetter,
} from '@opentelemetry/api';
import { isSuppressed, SPAN_KEY } from '../context/context-keys.js';
import { withSpan } from '../context/context-span.js';
import { RemoteSpanContext } from './remote-span-context.js';
import { formatTraceparent, parseTraceparent, RANDOM_TRACE_ID } from './traceparent.js';
import { validSpanContext } from './valid-span-context.js';
import { W3cTraceState } from './w3c-trace-state.js';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';

/** The id of a trace whose caller set the second flag: no tracer gives that flag to its spans. */
const RANDOM_TRACE = createContextKey('nestjs-tracing: trace whose id is random');

/**
 * Carries a trace from process to process as the W3C says. A `traceparent` that is malformed or
 * doubled starts a new trace; a `tracestate` that is malformed is dropped, and the trace goes on.
 *
 * @see https://www.w3.org/TR/trace-context-2/
 */
export class TraceContextPropagator implements TextMapPropagator {
  inject<Carrier>(context: Context, carrier: Carrier, setter: TextMapSetter<Carrier>): void {
    const spanContext = isSuppressed(context)
      ? undefined
      : validSpanContext(context.getValue(SPAN_KEY));
    if (spanContext === undefined) {
      return;
    }
    const isRandom = context.getValue(RANDOM_TRACE) === spanContext.traceId;
    setter.set(carrier, TRACEPARENT, formatTraceparent(spanContext, isRandom));
    const traceState = spanContext.traceState?.serialize();
    if (traceState) {
      setter.set(carrier, TRACESTATE, traceState);
    }
  }

  extract<Carrier>(context: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
    const header = onlyHeader(getter.get(carrier, TRACEPARENT));
    const caller = header === undefined ? undefined : parseTraceparent(header);
    if (caller === undefined) {
      return context;
    }
    const traceState = joinedHeaders(getter.get(carrier, TRACESTATE));
    return continueFrom(context, caller, traceState);
  }

  fields(): string[] {
    return [TRACEPARENT, TRACESTATE];
  }
}

function continueFrom(
  context: Context,
  { traceId, spanId, traceFlags }: SpanContext,
  header: string | undefined,
): Context {
  const traceState = header ? new W3cTraceState(header) : undefined;
  const caller = new RemoteSpanContext(traceId, spanId, traceFlags, traceState);
  const remote = withSpan(context, traceApi.wrapSpanContext(caller));
  return (traceFlags & RANDOM_TRACE_ID) === 0 ? remote : remote.setValue(RANDOM_TRACE, traceId);
}

/** Of two that differ nobody knows the right one. */
function onlyHeader(value: unknown): string | undefined {
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof only === 'string' ? only : undefined;
}

function joinedHeaders(value: unknown): string | undefined {
  const joined: unknown = Array.isArray(value) ? value.join(',') : value;
  return typeof joined === 'string' ? joined : undefined;
}
