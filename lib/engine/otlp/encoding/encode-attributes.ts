import type { AttributeValue, Attributes } from '@opentelemetry/api';
import type { AttributeList } from '../../span/attribute-list.js';
import type { ConstantAttributes } from '../../span/constant-attributes.js';
import { BoundedCache } from './bounded-cache.js';
import { ByteWriter, varintSize } from './byte-writer.js';
import type { EncodedBytes } from './byte-writer.js';
import { KnownAttribute, MOST_KNOWN } from './known-attribute.js';
import { tags } from './tags.js';

/** The longest text whose lengths, own and around it, take one byte each. */
const SHORT_VALUE = 100;

/** Keys are few in every application; those beyond are encoded anew each time they come back. */
const keys = new BoundedCache(1_024, encodeKey);

/** All attributes of a span. `known` is what is remembered of the spans of its name. */
export function writeAttributeList(
  writer: ByteWriter,
  list: AttributeList,
  known: KnownAttribute[] | undefined,
): void {
  if (list.object !== undefined) {
    writeAttributes(writer, tags.span.attributes, list.object);
    return;
  }
  const { constants, flat } = list;
  if (constants !== undefined) {
    for (const set of constants) writeConstants(writer, set);
  }
  for (let index = 0; index < flat.length; index += 2) {
    const key = flat[index] as string;
    const value = flat[index + 1]!;
    const at = index >> 1;
    if (known !== undefined && at < MOST_KNOWN) {
      writeKnown(writer, known, at, key, value);
    } else {
      writeAttribute(writer, tags.span.attributes, keys.get(key), value);
    }
  }
}

/** Spans of one name have the same attributes in the same order, and most values again and again. */
function writeKnown(
  writer: ByteWriter,
  known: KnownAttribute[],
  at: number,
  key: string,
  value: AttributeValue,
): void {
  const found = known[at];
  if (found === undefined || found.key !== key) {
    const keyBytes = keys.get(key);
    known[at] = new KnownAttribute(key, keyBytes);
    writeAttribute(writer, tags.span.attributes, keyBytes, value);
  } else if (found.bytes !== undefined && value === found.value) {
    writer.reserve(found.bytes.length);
    writer.encoded(found.bytes);
  } else {
    const start = writer.at;
    writeAttribute(writer, tags.span.attributes, found.keyBytes, value);
    found.note(value, writer, start);
  }
}

/** Attributes of an event, a link or a resource, or of a span that was read as an object. */
export function writeAttributes(writer: ByteWriter, tag: number, attributes: Attributes): void {
  for (const [key, value] of Object.entries(attributes)) {
    writeAttribute(writer, tag, keys.get(key), value);
  }
}

function writeAttribute(
  writer: ByteWriter,
  tag: number,
  key: EncodedBytes,
  value: AttributeValue | undefined | null,
): void {
  if (typeof value === 'string' && value.length <= SHORT_VALUE) {
    writeShortText(writer, tag, key, value);
    return;
  }
  if (typeof value === 'number' && value >>> 0 === value) {
    writeSmallInteger(writer, tag, key, value);
    return;
  }
  writer.reserve(key.length);
  const pair = writer.begin(tag);
  writer.encoded(key);
  // The tag of the value came with the key.
  writer.at += 1;
  const start = writer.at;
  writeAnyValue(writer, value);
  writer.end(start);
  writer.end(pair);
}

/** The common case without a step back: all lengths are known beforehand if the text is ASCII. */
function writeShortText(writer: ByteWriter, tag: number, key: EncodedBytes, text: string): void {
  const { length } = text;
  writer.reserve(key.length + length * 3);
  const start = writer.at;
  writer.byte(tag);
  writer.varint(key.length + length + 3);
  writer.encoded(key);
  writer.byte(length + 2);
  writer.byte(tags.anyValue.text);
  writer.byte(length);
  if (!writer.ascii(text)) {
    writer.at = start;
    writeWideText(writer, tag, key, text);
  }
}

/** A status or a port: all lengths are known beforehand here too. */
function writeSmallInteger(
  writer: ByteWriter,
  tag: number,
  key: EncodedBytes,
  value: number,
): void {
  const size = 1 + varintSize(value);
  writer.reserve(key.length);
  writer.byte(tag);
  writer.varint(key.length + size + 1);
  writer.encoded(key);
  writer.byte(size);
  writer.byte(tags.anyValue.integer);
  writer.varint(value);
}

function writeWideText(writer: ByteWriter, tag: number, key: EncodedBytes, text: string): void {
  const pair = writer.begin(tag);
  writer.encoded(key);
  writer.at += 1;
  const start = writer.at;
  writer.byte(tags.anyValue.text);
  writer.text(text);
  writer.end(start);
  writer.end(pair);
}

function writeAnyValue(writer: ByteWriter, value: unknown): void {
  writer.reserve(16);
  if (typeof value === 'string') {
    writer.byte(tags.anyValue.text);
    writer.text(value);
  } else if (typeof value === 'boolean') {
    writer.byte(tags.anyValue.boolean);
    writer.byte(value ? 1 : 0);
  } else if (typeof value === 'number') {
    writeNumber(writer, value);
  } else if (Array.isArray(value)) {
    writeArray(writer, value);
  }
}

/** A whole number that int64 can hold is one; all others are doubles. */
function writeNumber(writer: ByteWriter, value: number): void {
  if (Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63) {
    writer.byte(tags.anyValue.integer);
    writer.int64(value);
  } else {
    writer.byte(tags.anyValue.double);
    writer.double(value);
  }
}

function writeArray(writer: ByteWriter, items: readonly unknown[]): void {
  const array = writer.begin(tags.anyValue.array);
  for (const item of items) {
    const start = writer.begin(tags.arrayValue.values);
    writeAnyValue(writer, item);
    writer.end(start);
  }
  writer.end(array);
}

function writeConstants(writer: ByteWriter, constants: ConstantAttributes): void {
  const bytes = (constants.encoded ??= encodeConstants(constants)) as EncodedBytes;
  writer.reserve(bytes.length);
  writer.encoded(bytes);
}

function encodeConstants({ pairs }: ConstantAttributes): EncodedBytes {
  const writer = new ByteWriter();
  for (const [key, value] of pairs) {
    writeAttribute(writer, tags.span.attributes, keys.get(key), value);
  }
  return writer.encodedSince(0);
}

/** A key and the tag of the value that follows it. */
function encodeKey(key: string): EncodedBytes {
  const writer = new ByteWriter(64);
  writer.byte(tags.keyValue.key);
  writer.text(key);
  writer.byte(tags.keyValue.value);
  return writer.encodedSince(0);
}
