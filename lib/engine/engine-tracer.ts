import {
  context as contextApi,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  SamplingDecision,
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
import type { IdGenerator, Sampler, SamplingResult } from '@opentelemetry/sdk-trace-node';
import { isSuppressed } from './context/context-keys.js';
import { baseOf, ContextSpan } from './context/context-span.js';
import { int32OfHex } from './ids/hex.js';
import { randomInt32 } from './ids/random-int32.js';
import { TraceIdentity } from './ids/trace-identity.js';
import type { SpanPipeline } from './pipeline/span-pipeline.js';
import { RatioSampler } from './sampling/ratio-sampler.js';
import { RecordedSpan } from './span/recorded-span.js';
import type { ResolvedSpanLimits } from './span/span-limits.js';
import type { SpanOwner } from './span/span-owner.interface.js';
import { UnrecordedSpan } from './span/unrecorded-span.js';

/** What all tracers of a provider share. */
export interface TracerParts {
  readonly spanLimits: ResolvedSpanLimits;
  readonly pipeline: SpanPipeline;
  /** Undefined for random ids, which the engine draws as numbers. */
  readonly idGenerator: IdGenerator | undefined;
}

/** Where a new span stands: its trace, its parent, and the values of its context. */
interface Place {
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

/** @see https://opentelemetry.io/docs/specs/otel/trace/sdk/#sdk-span-creation */
export class EngineTracer implements Tracer, SpanOwner {
  readonly spanLimits: ResolvedSpanLimits;
  readonly pipeline: SpanPipeline;
  private readonly idGenerator: IdGenerator | undefined;

  constructor(
    readonly instrumentationScope: InstrumentationScope,
    { spanLimits, pipeline, idGenerator }: TracerParts,
  ) {
    this.spanLimits = spanLimits;
    this.pipeline = pipeline;
    this.idGenerator = idGenerator;
  }

  /** The span it returns is the context it is active in, save when tracing is suppressed. */
  startSpan(name: string, options: SpanOptions = {}, context = contextApi.active()): Span {
    const parentContext = options.root ? traceApi.deleteSpan(context) : context;
    if (isSuppressed(parentContext)) {
      return traceApi.wrapSpanContext(INVALID_SPAN_CONTEXT);
    }
    const place = this.findPlace(parentContext);
    const { sampler } = this.pipeline;
    return sampler instanceof RatioSampler
      ? this.startByRatio(sampler, place, name, options)
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
    const options = first === work ? undefined : (first as SpanOptions);
    const parent = third === undefined ? contextApi.active() : (second as Context);
    const span = this.startSpan(name, options, parent);
    const active = span instanceof ContextSpan ? span : traceApi.setSpan(parent, span);
    return contextApi.with(active, work as (span: Span) => ReturnType<F>, undefined, span);
  }

  private findPlace(context: Context): Place {
    const now = performance.now();
    const parent = context instanceof ContextSpan ? context : traceApi.getSpan(context);
    const spanId = this.idGenerator?.generateSpanId();
    if (parent instanceof ContextSpan) {
      return {
        context,
        trace: parent.trace.at(now),
        local: parent,
        foreign: undefined,
        spanId,
        now,
      };
    }
    const foreign = validSpanContext(parent);
    const traceId = foreign?.traceId ?? this.idGenerator?.generateTraceId();
    const trace =
      traceId === undefined ? TraceIdentity.random(now) : TraceIdentity.ofHex(traceId, now);
    return { context, trace, local: undefined, foreign, spanId, now };
  }

  /** Decides on the numbers of the trace, and prepares nothing for a span that is not wanted. */
  private startByRatio(
    sampler: RatioSampler,
    place: Place,
    name: string,
    options: SpanOptions,
  ): Span {
    const { local, foreign } = place;
    const parent = local ?? foreign;
    if (!sampler.isSampled(place.trace, parent?.traceFlags)) {
      return unrecordedSpan(place, parent?.traceState);
    }
    const span = this.recordedSpan(place, name, options, TraceFlags.SAMPLED, parent?.traceState);
    if (options.attributes !== undefined) {
      span.setAttributes(options.attributes);
    }
    this.pipeline.onStart(span, place.context);
    return span;
  }

  private startByAsking(sampler: Sampler, place: Place, name: string, options: SpanOptions): Span {
    const { context, local, foreign } = place;
    const attributes = sanitizeAttributes(options.attributes);
    const result = askSampler(sampler, place, name, { ...options, attributes });
    const traceState = result.traceState ?? (local ?? foreign)?.traceState;
    if (result.decision === SamplingDecision.NOT_RECORD) {
      return unrecordedSpan(place, traceState);
    }
    const isSampled = result.decision === SamplingDecision.RECORD_AND_SAMPLED;
    const flags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const span = this.recordedSpan(place, name, options, flags, traceState);
    // A sampler may also write into the attributes it is shown.
    span.setAttributes(sanitizeAttributes({ ...attributes, ...result.attributes }));
    this.pipeline.onStart(span, context);
    return span;
  }

  private recordedSpan(
    { context, trace, local, foreign, spanId, now }: Place,
    name: string,
    { kind = SpanKind.INTERNAL, links, startTime }: SpanOptions,
    traceFlags: number,
    traceState: TraceState | undefined,
  ): RecordedSpan {
    const span = new RecordedSpan({
      owner: this,
      base: baseOf(context, foreign?.isRemote === true),
      trace,
      idHigh: spanId === undefined ? randomInt32() : int32OfHex(spanId, 0),
      idLow: spanId === undefined ? randomInt32() || 1 : int32OfHex(spanId, 8),
      traceFlags,
      traceState,
      name,
      kind,
      startedAt: now,
    });
    span.beginBelow(local, foreign);
    if (startTime !== undefined && startTime !== null) {
      span.beginAt(startTime);
    }
    links?.forEach((link) => span.addLink(link));
    return span;
  }
}

function unrecordedSpan(place: Place, traceState: TraceState | undefined): Span {
  const base = baseOf(place.context, place.foreign?.isRemote === true);
  const span = new UnrecordedSpan(base, place.trace, traceState);
  if (place.spanId !== undefined) {
    span.idHigh = int32OfHex(place.spanId, 0);
    span.idLow = int32OfHex(place.spanId, 8);
  }
  return span;
}

function askSampler(
  sampler: Sampler,
  { context, trace }: Place,
  name: string,
  { kind = SpanKind.INTERNAL, attributes = {}, links = [] }: SpanOptions,
): SamplingResult {
  const shown = links.map((link) => ({
    context: link.context,
    attributes: sanitizeAttributes(link.attributes),
  }));
  return sampler.shouldSample(context, trace.toHex(), name, kind, attributes, shown);
}

function validSpanContext(span: Span | undefined): SpanContext | undefined {
  const spanContext = span?.spanContext();
  return spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext : undefined;
}
