import protobuf from 'protobufjs';

/** The part of OTLP that the demo reads. Fields are known by number, so the others are skipped. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message TraceExport { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1;
    bytes span_id = 2;
    bytes parent_span_id = 4;
    string name = 5;
    int32 kind = 6;
    fixed64 start_time_unix_nano = 7;
    fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9;
    repeated Event events = 11;
    Status status = 15;
  }
  message Event { string name = 2; repeated KeyValue attributes = 3; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value {
      string string_value = 1;
      bool bool_value = 2;
      int64 int_value = 3;
      double double_value = 4;
      ArrayValue array_value = 5;
    }
  }
  message ArrayValue { repeated AnyValue values = 1; }
`);

const TraceExport = root.lookupType('TraceExport');

export interface WireExport {
  resourceSpans: {
    resource: { attributes: WireKeyValue[] } | null;
    scopeSpans: WireScopeSpans[];
  }[];
}

interface WireScopeSpans {
  spans: WireSpan[];
}

export interface WireSpan {
  traceId: Uint8Array;
  spanId: Uint8Array;
  parentSpanId: Uint8Array;
  name: string;
  kind: number;
  /** Nanoseconds since 1970 in decimal: more digits than a number holds. */
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: WireKeyValue[];
  events: { name: string; attributes: WireKeyValue[] }[];
  status: { message: string; code: number } | null;
}

export interface WireKeyValue {
  key: string;
  value: WireValue | null;
}

/** One of these is set. */
export interface WireValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string;
  doubleValue?: number;
  arrayValue?: { values: WireValue[] };
}

/** @throws when the bytes are no OTLP export */
export function readExport(bytes: Uint8Array): WireExport {
  const message = TraceExport.decode(bytes);
  return TraceExport.toObject(message, {
    longs: String,
    defaults: true,
    oneofs: true,
  }) as WireExport;
}
