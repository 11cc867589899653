import { diag, SpanStatusCode } from '@opentelemetry/api';
import type {
  AttributeValue,
  Attributes,
  Exception,
  HrTime,
  Link,
  SpanContext,
  SpanStatus,
  TimeInput,
} from '@opentelemetry/api';
import { hrTimeDuration, isTimeInput, millisToHrTime } from '@opentelemetry/core';
import type { Span } from '@opentelemetry/sdk-trace-node';
import { ContextSpan } from '../context/context-span.js';
import { AttributeList } from './attribute-list.js';
import { describeException } from './describe-exception.js';
import { SpanDetails } from './span-details.js';
import { SpanRecord } from './span-record.js';
import { givenTime, isReading, toHrTime } from './span-time.js';

/**
 * A span that is recorded, as those who write it see it.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/api/#span
 */
export class RecordedSpan extends SpanRecord implements Span {
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
      this.details.addEvent(name, isTime ? undefined : attributesOrTime, this.timeOf(givenAt));
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
      this.status = { code, message: this.owner.redact(message) };
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
    const attributes = describeException(exception, (text) => this.owner.redact(text));
    if (attributes === undefined) {
      diag.warn('Failed to record an exception that has neither type nor message', exception);
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
    } else if (isReading(endTime) && this.givenStart === undefined) {
      this.endAtReading(endTime);
    } else {
      this.endAt(this.timeOf(endTime));
    }
    this.details?.reportDrops();
    this.owner.pipeline.onEnding(this);
    this.ended = true;
    this.owner.pipeline.onEnd(this);
  }

  /** The parent is a span of this engine, or one known by its context. To be called once. */
  beginBelow(parent: ContextSpan | SpanContext): void {
    if (!(parent instanceof ContextSpan)) {
      this.givenParent = parent;
      return;
    }
    parent.drawId();
    this.parentIdHigh = parent.idHigh;
    this.parentIdLow = parent.idLow;
    if (parent.traceFlags !== this.traceFlags || parent.traceState !== this.traceState) {
      this.givenParent = parent.spanContext();
    }
  }

  /** To be called once, before the span is seen by anybody. */
  beginAt(startTime: TimeInput): void {
    this.givenStart = givenTime(startTime, this.trace.clockOffsetMs) ?? millisToHrTime(Date.now());
  }

  private endAtReading(reading: number): void {
    this.endedAt = reading;
    if (reading < this.startedAt) {
      warnOfEndBefore(this.startTime, this.endTime);
      this.endedAt = this.startedAt;
    }
  }

  private endAt(time: HrTime): void {
    this.givenEnd = time;
    const [seconds] = hrTimeDuration(this.startTime, time);
    if (seconds < 0) {
      warnOfEndBefore(this.startTime, time);
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

function warnOfEndBefore(startTime: HrTime, endTime: HrTime): void {
  diag.warn(
    'Inconsistent start and end time, startTime > endTime. Setting span duration to 0ms.',
    startTime,
    endTime,
  );
}
