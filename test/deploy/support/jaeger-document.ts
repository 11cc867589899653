import { SpanKind } from '@opentelemetry/api';
import type { WireSpan } from '../../engine/support/otlp-messages.js';

type Attributes = Readonly<Record<string, unknown>>;

const types: Record<string, string> = {
  stringValue: 'string',
  boolValue: 'bool',
  intValue: 'int64',
  doubleValue: 'float64',
  arrayValue: 'string',
};

/**
 * The document that Jaeger v2 writes to OpenSearch for a span, with the resource in each, as the
 * model of its storage has it.
 *
 * @see https://github.com/jaegertracing/jaeger/blob/v2.20.0/internal/storage/v2/elasticsearch/tracestore/core/dbmodel/model.go
 */
export function jaegerDocument(span: WireSpan): object {
  const { 'service.name': service, ...resource } = span.resource;
  const { traceId: traceID, spanId: spanID, parentSpanId: parentSpanID } = span;
  const [scope = '', version = ''] = span.scope.split('@');
  const startTime = Number(BigInt(span.start) / 1_000n);
  return {
    traceID,
    spanID,
    parentSpanID,
    flags: span.flags,
    operationName: span.name,
    references: parentSpanID ? [{ refType: 'CHILD_OF', traceID, spanID: parentSpanID }] : [],
    startTime,
    startTimeMillis: Math.floor(startTime / 1_000),
    duration: Number((BigInt(span.end) - BigInt(span.start)) / 1_000n),
    tags: [
      text('otel.scope.name', scope),
      text('otel.scope.version', version.split(':')[0]!),
      ...tagsOf(span.attributes),
      // The wire counts kinds from 1.
      text('span.kind', SpanKind[span.kind - 1]!.toLowerCase()),
    ],
    logs: (span.events as { attributes: Attributes; name: string; time: string }[]).map(
      ({ attributes, name, time }) => ({
        timestamp: Number(BigInt(time) / 1_000n),
        fields: [text('event', name), ...tagsOf(attributes)],
      }),
    ),
    process: { serviceName: valueOf(service), tags: tagsOf(resource) },
  };
}

function tagsOf(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => {
    const [kind, plain] = Object.entries(value as object)[0] as [string, unknown];
    const written = kind === 'arrayValue' ? JSON.stringify(plain) : plain;
    return { key, type: types[kind], value: kind === 'intValue' ? Number(plain) : written };
  });
}

function valueOf(value: unknown): unknown {
  return Object.values(value as object)[0];
}

function text(key: string, value: string): object {
  return { key, type: 'string', value };
}
