import { SpanKind } from '@opentelemetry/api';
import type { AttributeValue, Attributes } from '@opentelemetry/api';
import { errorText, keyAttributes } from '../../lib/sdk/console/describe-span-line.js';
import { layOutTree } from '../../lib/sdk/console/trace-tree.js';
import type { TraceSpan } from '../../lib/index.js';
import { readRequest } from '../engine/support/otlp-messages.js';
import type { WireSpan } from '../engine/support/otlp-messages.js';
import type { ShownSpan } from './trace-text.js';

/** A span as it came over OTLP, and what it links to. */
export interface RecordedSpan extends TraceSpan {
  readonly linkedSpanIds: readonly string[];
}

/** The spans of an OTLP request. */
export function readSpans(body: Uint8Array): RecordedSpan[] {
  return readRequest(body).map(toRecordedSpan);
}

/** Each trace as a guide shows it, of the spans that one trace id or several have. */
export function showTraces(spans: readonly RecordedSpan[]): ShownSpan[][] {
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  const ids = [...new Set(spans.map(({ traceId }) => traceId))];
  return ids.map((id) =>
    layOutTree(spans.filter(({ traceId }) => traceId === id)).map(({ span, branches }) => ({
      depth: branches.length / 3,
      name: span.name,
      service: span.serviceName,
      kind: SpanKind[span.kind],
      details: detailsOf(span as RecordedSpan, names),
    })),
  );
}

/** What the printed tree tells of a span first, then all that is known of it. */
function detailsOf(span: RecordedSpan, names: ReadonlyMap<string, string>): string[] {
  const error = errorText(span);
  const links = span.linkedSpanIds.map((id) => `linked to ${names.get(id) ?? 'a span elsewhere'}`);
  return [
    ...(error === undefined ? [] : [`✖ ${error}`.trimEnd()]),
    keyAttributes(span),
    ...links,
    ...span.events.map(({ name }) => `event ${name}`),
    ...Object.entries(span.attributes).map(([key, value]) => `${key}=${String(value)}`),
  ];
}

function toRecordedSpan(span: WireSpan): RecordedSpan {
  const startTimeMs = Number(BigInt(span.start)) / 1e6;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId || undefined,
    name: span.name,
    // OTLP counts the kinds from 1.
    kind: span.kind - 1,
    serviceName: String(valueOf(span.resource['service.name'])),
    startTimeMs,
    durationMs: Number(BigInt(span.end) - BigInt(span.start)) / 1e6,
    attributes: attributesOf(span.attributes),
    status: span.status as TraceSpan['status'],
    events: (span.events as { name: string; attributes: Record<string, unknown> }[]).map(
      ({ name, attributes }) => ({ name, attributes: attributesOf(attributes) }),
    ),
    linkedSpanIds: (span.links as { spanId: string }[]).map(({ spanId }) => spanId),
  };
}

function attributesOf(values: Readonly<Record<string, unknown>>): Attributes {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, valueOf(value)]));
}

/** An AnyValue has one field, named after its type. */
function valueOf(value: unknown): AttributeValue {
  const [content] = Object.values(value as object) as unknown[];
  const list = (content as { values?: unknown[] } | null)?.values;
  return (list === undefined ? content : list.map(valueOf)) as AttributeValue;
}
