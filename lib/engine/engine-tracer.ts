import {
  context as contextApi,
  INVALID_SPAN_CONTEXT,
  SpanKind,
  trace as traceApi,
  TraceFlags,
} from '@opentelemetry/api';
import type {
  Context,
  Span,
  SpanContext,
  SpanOptions,
  Tracer,
  TraceState,
} from '@opentelemetry/api';
import { sanitizeAttributes } from '@opentelemetry/core';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { IdGenerator, Sampler } from '@opentelemetry/sdk-trace-node';
import { isEntryDropped, isSuppressed } from './context/context-keys.js';
import { baseOf, ContextSpan } from './context/context-span.js';
import { findPlace } from './place.js';
import type { Parent, Place } from './place.js';
import type { SpanPipeline } from './pipeline/span-pipeline.js';
import { askSampler } from './sampling/ask-sampler.js';
import { DROP, RECORD_AND_SAMPLE } from './sampling/decisions.js';
import { TraceSampler } from './sampling/trace-sampler.js';
import { RecordedSpan } from './span/recorded-span.js';
import type { ResolvedSpanLimits } from './span/span-limits.js';
import type { SpanOwner } from './span/span-owner.interface.js';
import { isReading } from './span/span-time.js';
import { UnrecordedSpan } from './span/unrecorded-span.js';

/** What all tracers of a provider share. */
export interface TracerParts {
  readonly pipeline: SpanPipeline;
  /** Undefined for random ids, which the engine draws as numbers. */
  readonly idGenerator: IdGenerator | undefined;
  /** What becomes of the texts that errors bring along. */
  readonly redact: (text: string) => string;
}

/** @see https://opentelemetry.io/docs/specs/otel/trace/sdk/#sdk-span-creation */
export class EngineTracer implements Tracer, SpanOwner {
  readonly pipeline: SpanPipeline;
  readonly redact: (text: string) => string;
  private readonly idGenerator: IdGenerator | undefined;

  constructor(
    readonly instrumentationScope: InstrumentationScope,
    { pipeline, idGenerator, redact }: TracerParts,
  ) {
    this.pipeline = pipeline;
    this.idGenerator = idGenerator;
    this.redact = redact;
  }

  get spanLimits(): ResolvedSpanLimits {
    return this.pipeline.spanLimits;
  }

  /** The span it returns is the context it is active in, save when tracing is suppressed. */
  startSpan(name: string, options: SpanOptions = {}, context = contextApi.active()): Span {
    const parentContext = options.root ? traceApi.deleteSpan(context) : context;
    if (isSuppressed(parentContext)) {
      return traceApi.wrapSpanContext(INVALID_SPAN_CONTEXT);
    }
    const place = findPlace(parentContext, this.idGenerator);
    if (isEntryDropped(parentContext)) {
      return unrecordedSpan(place, place.parent?.traceState, true);
    }
    const { sampler } = this.pipeline;
    return sampler instanceof TraceSampler
      ? this.startByTrace(sampler, place, name, options)
      : this.startByAsking(sampler, place, name, options);
  }

  startActiveSpan<F extends (span: Span) => ReturnType<F>>(name: string, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => ReturnType<F>>(
    name: string,
    options: SpanOptions,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => ReturnType<F>>(
    name: string,
    options: SpanOptions,
    context: Context,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => ReturnType<F>>(
    name: string,
    first: SpanOptions | F,
    second?: Context | F,
    third?: F,
  ): ReturnType<F> | undefined {
    const work = third ?? second ?? first;
    if (typeof work !== 'function') {
      return undefined;
    }
    const options = typeof first === 'function' ? undefined : first;
    const parent = third === undefined ? contextApi.active() : (second as Context);
    const span = this.startSpan(name, options, parent);
    const active = span instanceof ContextSpan ? span : traceApi.setSpan(parent, span);
    return contextApi.with(active, work, undefined, span);
  }

  /** Decides about the trace, and prepares nothing for a span that is not wanted. */
  private startByTrace(
    sampler: TraceSampler,
    place: Place,
    name: string,
    options: SpanOptions,
  ): Span {
    const { parent } = place;
    const isSampled = sampler.isSampled(place.trace, parent, name, options);
    if (!isSampled && !this.recordsUnsampled(parent)) {
      return unrecordedSpan(place, parent?.traceState, true);
    }
    const flags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const span = this.recordedSpan(place, name, options, flags, parent?.traceState);
    // Read once, and only here: to a caller it may be work to tell them.
    const { attributes } = options;
    if (attributes !== undefined) {
      span.setAttributes(attributes);
    }
    this.pipeline.onStart(span, place.context);
    return span;
  }

  private startByAsking(sampler: Sampler, place: Place, name: string, options: SpanOptions): Span {
    const { context, trace, parent } = place;
    const { kind, links } = options;
    const attributes = sanitizeAttributes(options.attributes);
    const asked = { kind, links, attributes };
    const result = askSampler(sampler, context, trace.toHex(), name, asked);
    const traceState = result.traceState ?? parent?.traceState;
    if (result.decision === DROP && !this.recordsUnsampled(parent)) {
      return unrecordedSpan(place, traceState, false);
    }
    const isSampled = result.decision === RECORD_AND_SAMPLE;
    const flags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const span = this.recordedSpan(place, name, options, flags, traceState);
    // A sampler may also write into the attributes it is shown.
    span.setAttributes(sanitizeAttributes({ ...attributes, ...result.attributes }));
    this.pipeline.onStart(span, context);
    return span;
  }

  /** Whether a span is recorded although the sampler does not want it. */
  private recordsUnsampled(parent: Parent | undefined): boolean {
    const { keeper } = this.pipeline;
    return keeper?.recordsBelow(parent && spanContextOf(parent)) === true;
  }

  private recordedSpan(
    { context, trace, parent, spanId }: Place,
    name: string,
    { kind = SpanKind.INTERNAL, links, startTime }: SpanOptions,
    traceFlags: number,
    traceState: TraceState | undefined,
  ): RecordedSpan {
    const now = performance.now();
    const isBegun = isReading(startTime, now);
    const span = new RecordedSpan(
      this,
      baseBelow(parent, context),
      trace.at(now),
      spanId,
      traceFlags,
      traceState,
      name,
      kind,
      isBegun ? startTime : now,
    );
    if (parent !== undefined) {
      span.beginBelow(parent);
    }
    if (startTime !== undefined && startTime !== null && !isBegun) {
      span.beginAt(startTime);
    }
    links?.forEach((link) => span.addLink(link));
    return span;
  }
}

function unrecordedSpan(
  { context, trace, parent, spanId }: Place,
  traceState: TraceState | undefined,
  isTraceDropped: boolean,
): Span {
  const base = baseBelow(parent, context);
  return new UnrecordedSpan(base, trace, spanId, traceState, isTraceDropped);
}

function spanContextOf(parent: Parent): SpanContext {
  return parent instanceof ContextSpan ? parent.spanContext() : parent;
}

function baseBelow(parent: Parent | undefined, context: Context): Context {
  const isRemote =
    parent !== undefined && !(parent instanceof ContextSpan) && parent.isRemote === true;
  return baseOf(context, isRemote);
}
