import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context, Span, SpanContext, TraceState } from '@opentelemetry/api';
import { hexOfInt32, int32OfHex } from '../ids/hex.js';
import { randomInt32 } from '../ids/random-int32.js';
import type { TraceIdentity } from '../ids/trace-identity.js';
import { ENTRY_DROPPED, TRACE_DROPPED } from '../../tracing.internal-constants.js';
import { SPAN_KEY } from './context-keys.js';

/**
 * A span that is also the Context in which it is active: to enter it allocates nothing. Every other
 * value is asked of `base`, the context of its parent without the parent, so that a chain of spans
 * never keeps its ancestors in memory.
 */
export abstract class ContextSpan implements Context {
  /** The span id, as two signed 32-bit numbers; both 0 while it has not been drawn. */
  idHigh = 0;
  idLow = 0;

  /** Made when first read; then always the same object, as instrumentations may compare it. */
  private knownSpanContext: SpanContext | undefined = undefined;

  constructor(
    /** All values but the span: `ROOT_CONTEXT`, or one that carries baggage or the like. */
    readonly base: Context,
    readonly trace: TraceIdentity,
    /** Undefined for a random one. */
    spanId: string | undefined,
    private readonly givenFlags: number,
    readonly traceState: TraceState | undefined,
  ) {
    if (spanId !== undefined) {
      this.idHigh = int32OfHex(spanId, 0);
      this.idLow = int32OfHex(spanId, 8);
    }
  }

  /** As its span context has them, once there is one: whoever holds that may take `sampled` back. */
  get traceFlags(): number {
    return this.knownSpanContext === undefined ? this.givenFlags : this.knownSpanContext.traceFlags;
  }

  getValue(key: symbol): unknown {
    if (key === SPAN_KEY) return this;
    if (key === TRACE_DROPPED) return this.isTraceDropped() || this.getValue(ENTRY_DROPPED);
    // The root has no values, and is asked so often that the look into its Map shows.
    return this.base === ROOT_CONTEXT ? undefined : this.base.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return key === SPAN_KEY
      ? placeSpan(value, this.base)
      : new ContextWithSpan(this, this.base.setValue(key, value));
  }

  deleteValue(key: symbol): Context {
    return key === SPAN_KEY
      ? withoutSpan(this.base)
      : new ContextWithSpan(this, this.base.deleteValue(key));
  }

  spanContext(): SpanContext {
    this.knownSpanContext ??= this.makeSpanContext();
    return this.knownSpanContext;
  }

  /** Whether no span below this one will be recorded, whoever asks for it. */
  isTraceDropped(): boolean {
    return false;
  }

  /** Sees to it that the span has an id; one of zeros alone is invalid. */
  drawId(): void {
    if (this.idHigh === 0 && this.idLow === 0) {
      this.idHigh = randomInt32();
      this.idLow = randomInt32() || 1;
    }
  }

  private makeSpanContext(): SpanContext {
    this.drawId();
    return {
      traceId: this.trace.toHex(),
      spanId: hexOfInt32(this.idHigh) + hexOfInt32(this.idLow),
      traceFlags: this.givenFlags,
      traceState: this.traceState,
    };
  }
}

/** A span in a context whose other values are not those it was started with. */
class ContextWithSpan implements Context {
  constructor(
    readonly span: unknown,
    readonly base: Context,
  ) {}

  getValue(key: symbol): unknown {
    if (key === SPAN_KEY) return this.span;
    // Said of the span on top, whatever the one below it was.
    if (key === TRACE_DROPPED) {
      const isDropped = this.span instanceof ContextSpan && this.span.isTraceDropped();
      return isDropped || this.base.getValue(ENTRY_DROPPED);
    }
    return this.base.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return key === SPAN_KEY
      ? placeSpan(value, this.base)
      : new ContextWithSpan(this.span, this.base.setValue(key, value));
  }

  deleteValue(key: symbol): Context {
    return key === SPAN_KEY
      ? withoutSpan(this.base)
      : new ContextWithSpan(this.span, this.base.deleteValue(key));
  }
}

/** As `trace.setSpan()` would make it, without a copy of the other values. */
export function withSpan(context: Context, span: Span): Context {
  return new ContextWithSpan(span, withoutSpan(context));
}

/** What a span started in `context` shall take its other values from. */
export function baseOf(context: Context, isParentRemote: boolean): Context {
  if (context instanceof ContextSpan || context instanceof ContextWithSpan) {
    return context.base;
  }
  // A remote parent is two ids. A local one could keep its own parents, and they theirs, for ever.
  return isParentRemote ? context : withoutSpan(context);
}

/** The span itself, when the context asked for is the one it already is. */
function placeSpan(span: unknown, base: Context): Context {
  return span instanceof ContextSpan && span.base === base ? span : new ContextWithSpan(span, base);
}

function withoutSpan(context: Context): Context {
  return context.getValue(SPAN_KEY) === undefined ? context : context.deleteValue(SPAN_KEY);
}
