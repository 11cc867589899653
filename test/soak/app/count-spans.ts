/** How many spans an OTLP request has: request.resource_spans (1), .scope_spans (2), .spans (2). */
export function countSpans(request: Buffer): number {
  return fields(request, 1)
    .flatMap((resourceSpans) => fields(resourceSpans, 2))
    .reduce((sum, scopeSpans) => sum + fields(scopeSpans, 2).length, 0);
}

/** The messages in one field of a message that has no others than such and strings. */
function fields(message: Buffer, wanted: number): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const field = varint() >> 3;
    const size = varint();
    if (field === wanted) found.push(message.subarray(at, at + size));
    at += size;
  }
  return found;
}
