import protobuf from 'protobufjs';

/**
 * The traces part of OTLP, as far as either engine writes it.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/tree/v1.7.0/opentelemetry/proto
 */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans {
    Resource resource = 1;
    repeated ScopeSpans scope_spans = 2;
    string schema_url = 3;
  }
  message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
  message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
  message Scope { string name = 1; string version = 2; }
  message Span {
    bytes trace_id = 1;
    bytes span_id = 2;
    string trace_state = 3;
    bytes parent_span_id = 4;
    string name = 5;
    int32 kind = 6;
    fixed64 start_time_unix_nano = 7;
    fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9;
    uint32 dropped_attributes_count = 10;
    repeated Event events = 11;
    uint32 dropped_events_count = 12;
    repeated Link links = 13;
    uint32 dropped_links_count = 14;
    Status status = 15;
    fixed32 flags = 16;
  }
  message Event {
    fixed64 time_unix_nano = 1;
    string name = 2;
    repeated KeyValue attributes = 3;
    uint32 dropped_attributes_count = 4;
  }
  message Link {
    bytes trace_id = 1;
    bytes span_id = 2;
    string trace_state = 3;
    repeated KeyValue attributes = 4;
    uint32 dropped_attributes_count = 5;
    fixed32 flags = 6;
  }
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
  message Response { PartialSuccess partial_success = 1; }
  message PartialSuccess { int64 rejected_spans = 1; string error_message = 2; }
`);

const Request = root.lookupType('Request');
const Response = root.lookupType('Response');

/** A decoded field that is a message, in protobufjs' plain form. */
type Message = Record<string, unknown>;

/** A span as the wire says it, in one form for all engines. */
export interface WireSpan {
  readonly scope: string;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  readonly kind: number;
  readonly start: string;
  readonly end: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly unknown[];
  readonly links: readonly unknown[];
  readonly status: unknown;
  readonly flags: number;
  readonly dropped: readonly number[];
}

/**
 * The spans of an export request, in the order of their ids.
 *
 * @throws when the bytes are no such request
 */
export function readRequest(bytes: Uint8Array): WireSpan[] {
  const request = Request.toObject(Request.decode(bytes), {
    longs: String,
    bytes: Buffer,
    defaults: true,
  }) as { resourceSpans: Message[] };
  return request.resourceSpans.flatMap(spansOfResource).toSorted(bySpanId);
}

/** The answer of a collector that took all spans but `rejected`. */
export function partialSuccess(rejected: number, message: string): Uint8Array {
  return Response.encode({
    partialSuccess: { rejectedSpans: rejected, errorMessage: message },
  }).finish();
}

function spansOfResource(resourceSpans: Message): WireSpan[] {
  const resource = pairsOf((resourceSpans.resource as Message).attributes);
  return (resourceSpans.scopeSpans as Message[]).flatMap(({ scope, schemaUrl, spans }) => {
    const { name, version } = scope as Message;
    return (spans as Message[]).map((span) =>
      toWireSpan(span, `${String(name)}@${String(version)}:${String(schemaUrl)}`, resource),
    );
  });
}

function toWireSpan(span: Message, scope: string, resource: Record<string, unknown>): WireSpan {
  const status = (span.status ?? {}) as Message;
  return {
    scope,
    resource,
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId),
    traceState: span.traceState as string,
    name: span.name as string,
    kind: span.kind as number,
    start: span.startTimeUnixNano as string,
    end: span.endTimeUnixNano as string,
    attributes: pairsOf(span.attributes),
    events: (span.events as Message[]).map(toEvent),
    links: (span.links as Message[]).map(toLink),
    // Without a status a span's status is unset, says the protocol.
    status: { code: status.code ?? 0, message: status.message ?? '' },
    flags: span.flags as number,
    dropped: [
      span.droppedAttributesCount,
      span.droppedEventsCount,
      span.droppedLinksCount,
    ] as number[],
  };
}

function toEvent(event: Message): unknown {
  return {
    name: event.name,
    time: event.timeUnixNano,
    attributes: pairsOf(event.attributes),
    dropped: event.droppedAttributesCount,
  };
}

function toLink(link: Message): unknown {
  return {
    traceId: hex(link.traceId),
    spanId: hex(link.spanId),
    traceState: link.traceState,
    attributes: pairsOf(link.attributes),
    dropped: link.droppedAttributesCount,
    flags: link.flags,
  };
}

/** @throws Error when a key is there twice, which no receiver has to accept */
function pairsOf(pairs: unknown): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const { key, value } of pairs as { key: string; value: Message | null }[]) {
    if (Object.hasOwn(read, key)) throw new Error(`The key "${key}" is there twice.`);
    read[key] = value;
  }
  return read;
}

function hex(bytes: unknown): string {
  return (bytes as Buffer).toString('hex');
}

function bySpanId(left: WireSpan, right: WireSpan): number {
  return left.spanId < right.spanId ? -1 : 1;
}
