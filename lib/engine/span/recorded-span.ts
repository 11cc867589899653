import { diag, SpanStatusCode } from '@opentelemetry/api';
import type {
  AttributeValue,
  Attributes,
  Context,
  Exception,
  HrTime,
  Link,
  SpanContext,
  SpanKind,
  SpanStatus,
  TimeInput,
  TraceState,
} from '@opentelemetry/api';
import { hrTimeDuration, isTimeInput, millisToHrTime } from '@opentelemetry/core';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { Span, TimedEvent } from '@opentelemetry/sdk-trace-node';
import { ContextSpan } from '../context/context-span.js';
import { hexOfInt32 } from '../ids/hex.js';
import type { TraceIdentity } from '../ids/trace-identity.js';
import { AttributeList } from './attribute-list.js';
import { describeException } from './describe-exception.js';
import { SpanDetails } from './span-details.js';
import type { SpanOwner } from './span-owner.interface.js';
import { givenTime, toHrTime } from './span-time.js';

const unset: SpanStatus = Object.freeze({ code: SpanStatusCode.UNSET });

/** What the tracer knows of a span before it begins. */
export interface SpanSeed {
  readonly owner: SpanOwner;
  readonly base: Context;
  readonly trace: TraceIdentity;
  readonly idHigh: number;
  readonly idLow: number;
  readonly traceFlags: number;
  readonly traceState: TraceState | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  /** Reading of `performance.now()`. */
  readonly startedAt: number;
}

/**
 * A span that is recorded. What it is given lies in it as it came; ids and times are numbers, and
 * the objects that ReadableSpan promises are made when a processor or exporter reads them.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/api/#span
 */
export class RecordedSpan extends ContextSpan implements Span {
  name: string;
  readonly kind: SpanKind;
  status: SpanStatus = unset;
  ended = false;

  /** Readings of `performance.now()`; they count unless a time was given. */
  readonly startedAt: number;
  endedAt = 0;
  givenStart: HrTime | undefined = undefined;
  givenEnd: HrTime | undefined = undefined;

  /** Span id of a parent from this engine; both 0 when there is none. */
  parentIdHigh = 0;
  parentIdLow = 0;

  /** Of a parent from elsewhere, or one whose flags or trace state differ from this span's. */
  givenParent: SpanContext | undefined = undefined;

  attributeList: AttributeList | undefined = undefined;
  details: SpanDetails | undefined = undefined;
  private readonly owner: SpanOwner;

  constructor(seed: SpanSeed) {
    super(seed.base, seed.trace, seed.idHigh, seed.idLow, seed.traceFlags, seed.traceState);
    this.owner = seed.owner;
    this.name = seed.name;
    this.kind = seed.kind;
    this.startedAt = seed.startedAt;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AttributeValue | undefined): this {
    if (value !== undefined && value !== null && this.isOpen()) {
      this.attributeList ??= new AttributeList(this.owner.spanLimits);
      this.attributeList.set(key, value);
    }
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (this.isOpen()) {
      this.attributeList ??= new AttributeList(this.owner.spanLimits);
      this.attributeList.setAll(attributes);
    }
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.isOpen()) {
      const isTime = isTimeInput(attributesOrTime);
      const givenAt = isTime && !isTimeInput(time) ? attributesOrTime : time;
      this.details ??= new SpanDetails(this.owner.spanLimits);
      this.details.addEvent(
        name,
        isTime ? undefined : (attributesOrTime as Attributes),
        this.timeOf(givenAt),
      );
    }
    return this;
  }

  addLink(link: Link): this {
    if (this.isOpen()) {
      this.details ??= new SpanDetails(this.owner.spanLimits);
      this.details.addLink(link);
    }
    return this;
  }

  addLinks(links: Link[]): this {
    links.forEach((link) => this.addLink(link));
    return this;
  }

  /** OK is final, UNSET changes nothing, and only an error has a description. */
  setStatus({ code, message }: SpanStatus): this {
    if (!this.isOpen() || code === SpanStatusCode.UNSET || this.status.code === SpanStatusCode.OK) {
      return this;
    }
    if (code === SpanStatusCode.ERROR && typeof message === 'string') {
      this.status = { code, message };
      return this;
    }
    if (code === SpanStatusCode.ERROR && message !== undefined && message !== null) {
      diag.warn(`Dropping invalid status.message of type '${typeof message}', expected 'string'`);
    }
    this.status = { code };
    return this;
  }

  updateName(name: string): this {
    if (this.isOpen()) {
      this.name = name;
    }
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes = describeException(exception);
    if (attributes === undefined) {
      diag.warn(`Failed to record an exception ${String(exception)}`);
    } else {
      this.addEvent('exception', attributes, time);
    }
  }

  end(endTime?: TimeInput): void {
    if (this.ended) {
      const { traceId, spanId } = this.spanContext();
      diag.error(`${this.name} ${traceId}-${spanId} - You can only call end() on a span once.`);
      return;
    }
    if (endTime === undefined && this.givenStart === undefined) {
      this.endedAt = performance.now();
    } else {
      this.endAt(this.timeOf(endTime));
    }
    this.details?.reportDrops();
    this.owner.pipeline.onEnding(this);
    this.ended = true;
    this.owner.pipeline.onEnd(this);
  }

  /** The parent is a span of this engine, or one known by its context. To be called once. */
  beginBelow(local: ContextSpan | undefined, foreign: SpanContext | undefined): void {
    this.givenParent = foreign;
    if (local !== undefined) {
      local.drawId();
      this.parentIdHigh = local.idHigh;
      this.parentIdLow = local.idLow;
      if (local.traceFlags !== this.traceFlags || local.traceState !== this.traceState) {
        this.givenParent = local.spanContext();
      }
    }
  }

  /** To be called once, before the span is seen by anybody. */
  beginAt(startTime: TimeInput): void {
    this.givenStart = givenTime(startTime, this.trace.clockOffsetMs) ?? millisToHrTime(Date.now());
  }

  get startTime(): HrTime {
    return this.givenStart ?? toHrTime(this.startedAt, this.trace.clockOffsetMs);
  }

  get endTime(): HrTime {
    if (this.givenEnd !== undefined) {
      return this.givenEnd;
    }
    return this.endedAt === 0 ? [0, 0] : toHrTime(this.endedAt, this.trace.clockOffsetMs);
  }

  get duration(): HrTime {
    const hasEnd = this.endedAt !== 0 || this.givenEnd !== undefined;
    return hasEnd ? hrTimeDuration(this.startTime, this.endTime) : [-1, -1];
  }

  get parentSpanContext(): SpanContext | undefined {
    if (this.givenParent === undefined && (this.parentIdHigh !== 0 || this.parentIdLow !== 0)) {
      const { traceFlags, traceState } = this;
      const spanId = hexOfInt32(this.parentIdHigh) + hexOfInt32(this.parentIdLow);
      this.givenParent = { traceId: this.trace.toHex(), spanId, traceFlags, traceState };
    }
    return this.givenParent;
  }

  get attributes(): Attributes {
    this.attributeList ??= new AttributeList(this.owner.spanLimits);
    return this.attributeList.toObject();
  }

  get events(): TimedEvent[] {
    this.details ??= new SpanDetails(this.owner.spanLimits);
    return this.details.events;
  }

  get links(): Link[] {
    this.details ??= new SpanDetails(this.owner.spanLimits);
    return this.details.links;
  }

  get resource(): Resource {
    return this.owner.pipeline.resource;
  }

  get instrumentationScope(): InstrumentationScope {
    return this.owner.instrumentationScope;
  }

  get droppedAttributesCount(): number {
    return this.attributeList?.dropped ?? 0;
  }

  get droppedEventsCount(): number {
    return this.details?.droppedEvents ?? 0;
  }

  get droppedLinksCount(): number {
    return this.details?.droppedLinks ?? 0;
  }

  private endAt(time: HrTime): void {
    this.givenEnd = time;
    const [seconds] = hrTimeDuration(this.startTime, time);
    if (seconds < 0) {
      diag.warn(
        'Inconsistent start and end time, startTime > endTime. Setting span duration to 0ms.',
        this.startTime,
        time,
      );
      this.givenEnd = [...this.startTime];
    }
  }

  private timeOf(input: TimeInput | undefined): HrTime {
    const given = input === undefined ? undefined : givenTime(input, this.trace.clockOffsetMs);
    if (given !== undefined) {
      return given;
    }
    // How long ago a given start was is known by the wall clock alone.
    return this.givenStart === undefined
      ? toHrTime(performance.now(), this.trace.clockOffsetMs)
      : millisToHrTime(Date.now());
  }

  private isOpen(): boolean {
    if (this.ended) {
      const { traceId, spanId } = this.spanContext();
      const operation = `operation on ended Span {traceId: ${traceId}, spanId: ${spanId}}`;
      diag.warn(`Cannot execute the ${operation}`, new Error(operation));
    }
    return !this.ended;
  }
}
