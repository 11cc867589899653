/**
 * Field numbers and wire types of OTLP, as they stand on the wire: `number << 3 | type`, where type
 * 0 is a varint, 1 eight bytes, 2 a length and that many bytes, 5 four bytes.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/trace/v1/trace.proto
 */
export const tags = {
  request: { resourceSpans: 0x0a },
  resourceSpans: { resource: 0x0a, scopeSpans: 0x12, schemaUrl: 0x1a },
  resource: { attributes: 0x0a },
  scopeSpans: { scope: 0x0a, spans: 0x12, schemaUrl: 0x1a },
  scope: { name: 0x0a, version: 0x12 },
  span: {
    traceId: 0x0a,
    spanId: 0x12,
    traceState: 0x1a,
    parentSpanId: 0x22,
    name: 0x2a,
    kind: 0x30,
    startTime: 0x39,
    endTime: 0x41,
    attributes: 0x4a,
    droppedAttributes: 0x50,
    events: 0x5a,
    droppedEvents: 0x60,
    links: 0x6a,
    droppedLinks: 0x70,
    status: 0x7a,
    flags: 0x85,
  },
  event: { time: 0x09, name: 0x12, attributes: 0x1a, droppedAttributes: 0x20 },
  link: {
    traceId: 0x0a,
    spanId: 0x12,
    traceState: 0x1a,
    attributes: 0x22,
    droppedAttributes: 0x28,
    flags: 0x35,
  },
  status: { message: 0x12, code: 0x18 },
  keyValue: { key: 0x0a, value: 0x12 },
  anyValue: { text: 0x0a, boolean: 0x10, integer: 0x18, double: 0x21, array: 0x2a },
  arrayValue: { values: 0x0a },
} as const;
