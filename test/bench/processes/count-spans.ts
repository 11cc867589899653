/** The numbers of the fields that lead to a span. */
const pathToSpans = [
  1, // ExportTraceServiceRequest.resource_spans
  2, // ResourceSpans.scope_spans
  2, // ScopeSpans.spans
];

/**
 * Spans in the body of an OTLP `http/protobuf` request.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function countSpans(body: Uint8Array): number {
  return countAt(body, 0, body.length, 0);
}

function countAt(bytes: Uint8Array, start: number, end: number, depth: number): number {
  if (depth === pathToSpans.length) return 1;
  let count = 0;
  let at = start;
  while (at < end) {
    const tag = varintAt(bytes, at);
    const field = fieldAt(bytes, tag.next, tag.value & 7);
    if (tag.value >>> 3 === pathToSpans[depth] && field.isMessage) {
      count += countAt(bytes, field.start, field.end, depth + 1);
    }
    at = field.end;
  }
  return count;
}

interface Field {
  readonly isMessage: boolean;
  readonly start: number;
  readonly end: number;
}

function fieldAt(bytes: Uint8Array, at: number, wireType: number): Field {
  switch (wireType) {
    case 0:
      return { isMessage: false, start: at, end: varintAt(bytes, at).next };
    case 1:
      return { isMessage: false, start: at, end: at + 8 };
    case 2: {
      const { value: length, next } = varintAt(bytes, at);
      return { isMessage: true, start: next, end: next + length };
    }
    case 5:
      return { isMessage: false, start: at, end: at + 4 };
    default:
      throw new Error(`No protobuf: wire type ${wireType} at byte ${at}`);
  }
}

/** Reads up to 2^53; only the lengths and tags read here matter, and they are small. */
function varintAt(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  let factor = 1;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * factor;
    if (byte < 128) return { value, next: at + 1 };
    factor *= 128;
  }
  throw new Error(`No protobuf: a number without an end at byte ${start}`);
}
