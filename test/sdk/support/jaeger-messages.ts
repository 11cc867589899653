import { ThriftReader } from './thrift.js';
import type { ThriftStruct, ThriftValue } from './thrift.js';

type Tags = Readonly<Record<string, string | number | boolean>>;

export interface JaegerSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Sixteen noughts for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly references: readonly { type: number; traceId: string; spanId: string }[];
  readonly flags: number;
  readonly startMicros: number;
  readonly durationMicros: number;
  readonly tags: Tags;
  readonly logs: readonly { atMicros: number; fields: Tags }[];
}

/** The spans of a body as a Jaeger collector takes it over HTTP. @throws when it is none */
export function readJaegerBody(body: Buffer): JaegerSpan[] {
  const reader = new ThriftReader(body);
  const spans = spansOfBatch(reader.struct());
  assertAtEnd(reader);
  return spans;
}

/** The spans of a packet as a Jaeger agent takes it over UDP: a call of its `emitBatch()`. */
export function readJaegerPacket(packet: Buffer): JaegerSpan[] {
  const reader = new ThriftReader(packet);
  const { name } = reader.message();
  if (name !== 'emitBatch') throw new Error(`An agent does not know ${name}().`);
  const spans = spansOfBatch(structOf(reader.struct().get(1)));
  assertAtEnd(reader);
  return spans;
}

function assertAtEnd(reader: ThriftReader): void {
  if (!reader.isAtEnd) throw new Error('There is something behind the batch.');
}

/** Numbers of fields: https://github.com/jaegertracing/jaeger-idl/blob/main/thrift/jaeger.thrift */
function spansOfBatch(batch: ThriftStruct): JaegerSpan[] {
  const service = textOf(structOf(batch.get(1)).get(1));
  return listOf(batch.get(2)).map((span) => toSpan(structOf(span), service));
}

function toSpan(span: ThriftStruct, service: string): JaegerSpan {
  return {
    service,
    traceId: hexOf(span.get(2)) + hexOf(span.get(1)),
    spanId: hexOf(span.get(3)),
    parentSpanId: hexOf(span.get(4)),
    name: textOf(span.get(5)),
    references: listOf(span.get(6)).map((item) => {
      const reference = structOf(item);
      return {
        type: Number(reference.get(1)),
        traceId: hexOf(reference.get(3)) + hexOf(reference.get(2)),
        spanId: hexOf(reference.get(4)),
      };
    }),
    flags: Number(span.get(7)),
    startMicros: Number(span.get(8)),
    durationMicros: Number(span.get(9)),
    tags: tagsOf(span.get(10)),
    logs: listOf(span.get(11)).map((item) => {
      const log = structOf(item);
      return { atMicros: Number(log.get(1)), fields: tagsOf(log.get(2)) };
    }),
  };
}

/** By the type a tag says it has: string, double, bool, long. */
function tagsOf(value: ThriftValue | undefined): Tags {
  return Object.fromEntries(
    listOf(value).map((item) => {
      const tag = structOf(item);
      const read = [textOf, Number, Boolean, Number][Number(tag.get(2))]!;
      return [textOf(tag.get(1)), read(tag.get(Number(tag.get(2)) + 3))];
    }),
  );
}

function structOf(value: ThriftValue | undefined): ThriftStruct {
  if (!(value instanceof Map)) throw new Error('A structure is missing.');
  return value;
}

function listOf(value: ThriftValue | undefined): ThriftValue[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: ThriftValue | undefined): string {
  if (!Buffer.isBuffer(value)) throw new Error('A string is missing.');
  return value.toString();
}

function hexOf(value: ThriftValue | undefined): string {
  return BigInt.asUintN(64, value as bigint)
    .toString(16)
    .padStart(16, '0');
}
