import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { TraceSpan } from 'nestjs-tracing';
import { readExport, type WireKeyValue, type WireSpan, type WireValue } from './otlp-messages.js';

/** The spans in the body of an OTLP `http/protobuf` request. */
export function decodeSpans(body: Uint8Array): TraceSpan[] {
  return readExport(body).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const { 'service.name': service } = toAttributes(resource?.attributes ?? []);
    const spans = scopeSpans.flatMap((scope) => scope.spans);
    return spans.map((span) => toTraceSpan(span, String(service)));
  });
}

function toTraceSpan(span: WireSpan, serviceName: string): TraceSpan {
  const start = BigInt(span.startTimeUnixNano);
  return {
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId) || undefined,
    name: span.name,
    // OTLP keeps 0 for "unspecified" and counts the kinds from 1; the API counts from 0.
    kind: span.kind - 1,
    serviceName,
    startTimeMs: toMs(start),
    durationMs: toMs(BigInt(span.endTimeUnixNano) - start),
    attributes: toAttributes(span.attributes),
    status: { code: span.status?.code ?? 0, message: span.status?.message || undefined },
    events: span.events.map(({ name, attributes }) => ({
      name,
      attributes: toAttributes(attributes),
    })),
  };
}

function toAttributes(pairs: WireKeyValue[]): Attributes {
  return Object.fromEntries(
    pairs.map(({ key, value }) => [key, value ? toValue(value) : undefined]),
  );
}

function toValue(value: WireValue): AttributeValue | undefined {
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.arrayValue) return value.arrayValue.values.map(toValue) as AttributeValue;
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}

function toMs(nanoseconds: bigint): number {
  return Number(nanoseconds) / 1_000_000;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
