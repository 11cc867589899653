import { SpanStatusCode } from '@opentelemetry/api';
import type { HrTime, Link, SpanContext, SpanStatus } from '@opentelemetry/api';
import type { TimedEvent } from '@opentelemetry/sdk-trace-node';
import { int32OfHex } from '../../ids/hex.js';
import type { SpanRecord } from '../../span/span-record.js';
import type { SpanDetails } from '../../span/span-details.js';
import type { ByteWriter } from './byte-writer.js';
import { writeAttributeList, writeAttributes } from './encode-attributes.js';
import { knownNames } from './known-name.js';
import { tags } from './tags.js';

/** Ids, times, kind and flags of a span, with their tags. */
const FIXED_SIZE = 76;

/** Above the trace flags: whether it is known that the parent is remote, and whether it is. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/**
 * Writes an ended span as one `spans` field of ScopeSpans. Zeros and empty texts are left out, as
 * proto3 reads them anyway.
 */
export function writeSpan(writer: ByteWriter, span: SpanRecord): void {
  const name = knownNames.get(span.name);
  name.see();
  writer.reserve(FIXED_SIZE + name.bytes.length);
  writer.byte(tags.scopeSpans.spans);
  const { lengthBytes } = name;
  writer.at += lengthBytes;
  const start = writer.at;
  writeIds(writer, span);
  writer.encoded(name.bytes);
  writer.byte(tags.span.kind);
  // OTLP counts kinds from 1, and has 0 for an unknown one.
  writer.byte(span.kind + 1);
  writeTimes(writer, span);
  if (span.traceState !== undefined) {
    writeText(writer, tags.span.traceState, span.traceState.serialize());
  }
  if (span.attributeList !== undefined) {
    writeAttributeList(writer, span.attributeList, name.attributes);
    writeCount(writer, tags.span.droppedAttributes, span.attributeList.dropped);
  }
  if (span.details !== undefined) {
    writeDetails(writer, span.details);
  }
  if (span.status.code !== SpanStatusCode.UNSET) {
    writeStatus(writer, span.status);
  }
  writer.reserve(8);
  writer.varint(tags.span.flags);
  writeFlags(writer, span.traceFlags, span.givenParent?.isRemote);
  name.lengthBytes = writer.endWithin(start, lengthBytes);
}

function writeIds(writer: ByteWriter, span: SpanRecord): void {
  const { trace } = span;
  writer.byte(tags.span.traceId);
  writer.byte(16);
  writer.bigEndian32(trace.a);
  writer.bigEndian32(trace.b);
  writer.bigEndian32(trace.c);
  writer.bigEndian32(trace.d);
  writeSpanId(writer, tags.span.spanId, span.idHigh, span.idLow);
  if (span.parentIdHigh !== 0 || span.parentIdLow !== 0) {
    writeSpanId(writer, tags.span.parentSpanId, span.parentIdHigh, span.parentIdLow);
  } else if (span.givenParent !== undefined) {
    const { spanId } = span.givenParent;
    writeSpanId(writer, tags.span.parentSpanId, int32OfHex(spanId, 0), int32OfHex(spanId, 8));
  }
}

function writeSpanId(writer: ByteWriter, tag: number, high: number, low: number): void {
  writer.byte(tag);
  writer.byte(8);
  writer.bigEndian32(high);
  writer.bigEndian32(low);
}

function writeTimes(writer: ByteWriter, span: SpanRecord): void {
  const { givenStart, givenEnd } = span;
  const { clockOffsetMs } = span.trace;
  writer.byte(tags.span.startTime);
  if (givenStart === undefined) writeReading(writer, span.startedAt, clockOffsetMs);
  else writeHrTime(writer, givenStart);
  writer.byte(tags.span.endTime);
  if (givenEnd === undefined) writeReading(writer, span.endedAt, clockOffsetMs);
  else writeHrTime(writer, givenEnd);
}

/** The same instant as `toHrTime()` gives, without the array. */
function writeReading(writer: ByteWriter, reading: number, clockOffsetMs: number): void {
  const wholeOffset = Math.floor(clockOffsetMs);
  const elapsed = reading + (clockOffsetMs - wholeOffset);
  const wholeElapsed = Math.floor(elapsed);
  writer.unixNanos(wholeOffset + wholeElapsed, Math.round((elapsed - wholeElapsed) * 1_000_000));
}

function writeHrTime(writer: ByteWriter, [seconds, nanos]: HrTime): void {
  const ms = Math.floor(nanos / 1_000_000);
  writer.unixNanos(Math.trunc(seconds) * 1_000 + ms, Math.trunc(nanos - ms * 1_000_000));
}

function writeDetails(writer: ByteWriter, details: SpanDetails): void {
  details.events.forEach((event) => writeEvent(writer, event));
  writeCount(writer, tags.span.droppedEvents, details.droppedEvents);
  details.links.forEach((link) => writeLink(writer, link));
  writeCount(writer, tags.span.droppedLinks, details.droppedLinks);
}

function writeEvent(writer: ByteWriter, event: TimedEvent): void {
  const start = writer.begin(tags.span.events);
  writer.reserve(16);
  writer.byte(tags.event.time);
  writeHrTime(writer, event.time);
  writeText(writer, tags.event.name, event.name);
  writeAttributes(writer, tags.event.attributes, event.attributes ?? {});
  writeCount(writer, tags.event.droppedAttributes, event.droppedAttributesCount);
  writer.end(start);
}

function writeLink(writer: ByteWriter, link: Link): void {
  const { context } = link;
  const start = writer.begin(tags.span.links);
  writeLinkedIds(writer, context);
  writeText(writer, tags.link.traceState, context.traceState?.serialize() ?? '');
  writeAttributes(writer, tags.link.attributes, link.attributes ?? {});
  writeCount(writer, tags.link.droppedAttributes, link.droppedAttributesCount);
  writer.reserve(8);
  writer.byte(tags.link.flags);
  writeFlags(writer, context.traceFlags, context.isRemote);
  writer.end(start);
}

function writeLinkedIds(writer: ByteWriter, { traceId, spanId }: SpanContext): void {
  writer.reserve(32);
  writer.byte(tags.link.traceId);
  writer.byte(16);
  for (let digit = 0; digit < 32; digit += 8) {
    writer.bigEndian32(int32OfHex(traceId, digit));
  }
  writeSpanId(writer, tags.link.spanId, int32OfHex(spanId, 0), int32OfHex(spanId, 8));
}

function writeStatus(writer: ByteWriter, { code, message }: SpanStatus): void {
  const start = writer.begin(tags.span.status);
  writeText(writer, tags.status.message, message ?? '');
  writer.reserve(2);
  writer.byte(tags.status.code);
  writer.byte(code);
  writer.end(start);
}

function writeFlags(writer: ByteWriter, traceFlags: number, isRemote: boolean | undefined): void {
  writer.fixed32((traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote === true ? IS_REMOTE : 0));
}

function writeText(writer: ByteWriter, tag: number, text: string): void {
  if (text !== '') {
    writer.reserve(1);
    writer.byte(tag);
    writer.text(text);
  }
}

function writeCount(writer: ByteWriter, tag: number, count: number | undefined): void {
  if (count) {
    writer.reserve(8);
    writer.byte(tag);
    writer.varint(count);
  }
}
