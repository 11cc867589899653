import { inspect } from 'node:util';
import { SpanStatusCode } from '@opentelemetry/api';
import type {
  Attributes,
  Context,
  HrTime,
  Link,
  SpanContext,
  SpanKind,
  SpanStatus,
  TraceState,
} from '@opentelemetry/api';
import { hrTimeDuration } from '@opentelemetry/core';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace-node';
import { ContextSpan } from '../context/context-span.js';
import { hexOfInt32 } from '../ids/hex.js';
import type { TraceIdentity } from '../ids/trace-identity.js';
import { AttributeList } from './attribute-list.js';
import { SpanDetails } from './span-details.js';
import type { SpanOwner } from './span-owner.interface.js';
import { toHrTime } from './span-time.js';

const unset: SpanStatus = Object.freeze({ code: SpanStatusCode.UNSET });

/**
 * What a recorded span holds, and how it is read. Ids and times lie in it as numbers, attributes as
 * they came; the objects that ReadableSpan promises are made when a processor or exporter asks.
 */
export abstract class SpanRecord extends ContextSpan implements ReadableSpan {
  status: SpanStatus = unset;
  ended = false;

  /** Like `startedAt` a reading of `performance.now()`, which counts unless a time of another kind was given. */
  endedAt = NaN;
  givenStart: HrTime | undefined = undefined;
  givenEnd: HrTime | undefined = undefined;

  /** Span id of a parent from this engine; both 0 when there is none. */
  parentIdHigh = 0;
  parentIdLow = 0;

  /** Of a parent from elsewhere, or one whose flags or trace state differ from this span's. */
  givenParent: SpanContext | undefined = undefined;

  attributeList: AttributeList | undefined = undefined;
  details: SpanDetails | undefined = undefined;

  /** Apart and not in one object, which V8 would make for every span: a twentieth of its cost. */
  constructor(
    protected readonly owner: SpanOwner,
    base: Context,
    trace: TraceIdentity,
    spanId: string | undefined,
    traceFlags: number,
    traceState: TraceState | undefined,
    public name: string,
    readonly kind: SpanKind,
    readonly startedAt: number,
  ) {
    super(base, trace, spanId, traceFlags, traceState);
    this.drawId();
  }

  get startTime(): HrTime {
    return this.givenStart ?? toHrTime(this.startedAt, this.trace.clockOffsetMs);
  }

  get endTime(): HrTime {
    if (this.givenEnd !== undefined) {
      return this.givenEnd;
    }
    return this.hasEnd() ? toHrTime(this.endedAt, this.trace.clockOffsetMs) : [0, 0];
  }

  get duration(): HrTime {
    return this.hasEnd() ? hrTimeDuration(this.startTime, this.endTime) : [-1, -1];
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

  /** What a log shows of a span: itself, and nothing of the machine behind it. */
  toJSON(): object {
    const { name, kind, status, ended, startTime, duration, attributes, events, links } = this;
    const spanContext = this.spanContext();
    const { parentSpanContext } = this;
    return {
      name,
      kind,
      spanContext,
      parentSpanContext,
      status,
      ended,
      startTime,
      duration,
      attributes,
      events,
      links,
    };
  }

  [inspect.custom](): object {
    return this.toJSON();
  }

  private hasEnd(): boolean {
    return this.givenEnd !== undefined || !Number.isNaN(this.endedAt);
  }
}
