/** A trace context that is right, where something else is wrong. */
const valid = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
/** A megabyte, and room for the rest below the limit of NATS. */
const long = 1_000_000;

/** What a sender may put in place of trace headers, by what it is. */
export const hostileMetadata: Readonly<Record<string, unknown>> = {
  'no metadata': undefined,
  null: null,
  text: valid,
  'a list': [valid],
  'a garbled traceparent': { traceparent: 'hello' },
  zeros: { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` },
  'a traceparent of the future without its dashes': { traceparent: `ff${valid.slice(2)}` },
  'values that are no text': { traceparent: 7, tracestate: { a: 1 }, baggage: [null, {}] },
  'names of methods': { get: 1, set: 'two', keys: {}, constructor: null, toString: 3 },
  'a prototype': JSON.parse(`{"__proto__":{"traceparent":"${valid}"}}`) as unknown,
  'a long traceparent': { traceparent: valid.repeat(Math.floor(long / valid.length)) },
  'a long tracestate': { traceparent: 'x', tracestate: 'a=b,'.repeat(long / 4) },
  'a long baggage': { baggage: `a=${'b'.repeat(long)}` },
  'much baggage': { baggage: 'a=b,'.repeat(long / 4) },
};

/** Text that is no packet of Nest's. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'no JSON': '{"pattern":',
  null: 'null',
  'a number': '7',
  'a list': '[]',
  'an empty object': '{}',
  'a pattern that is null': '{"pattern":null,"data":1}',
  'a pattern of a hundred levels': nested(100),
  'a pattern of very many levels': nested(20_000),
};

/** Headers as a broker carries them: text, or bytes. */
export const hostileHeaders: Readonly<Record<string, Readonly<Record<string, string | Buffer>>>> = {
  'a garbled traceparent': { traceparent: 'hello', tracestate: '=,=', baggage: ';;=' },
  'bytes that are no text': { traceparent: Buffer.from([0xff, 0xfe, 0]), baggage: Buffer.alloc(9) },
  'another spelling of garbage': { TraceParent: '00', TRACESTATE: 'é' },
  'a long baggage': { baggage: 'a=b,'.repeat(15_000) },
  'an empty traceparent': { traceparent: '' },
};

function nested(levels: number): string {
  return `{"pattern":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)},"data":1}`;
}
