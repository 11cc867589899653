import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { ByteWriter } from './byte-writer.js';
import { writeAttributes } from './encode-attributes.js';
import type { SealedBatch } from './sealed-batch.js';
import { tags } from './tags.js';

/** The fields of ResourceSpans other than its spans. */
export function encodeResource({ attributes, schemaUrl }: Resource): Buffer {
  const writer = new ByteWriter();
  const start = writer.begin(tags.resourceSpans.resource);
  writeAttributes(writer, tags.resource.attributes, attributes);
  writer.end(start);
  writeText(writer, tags.resourceSpans.schemaUrl, schemaUrl);
  return copyOf(writer);
}

/** The fields of ScopeSpans other than its spans. */
export function encodeScope({ name, version, schemaUrl }: InstrumentationScope): Buffer {
  const writer = new ByteWriter(256);
  const start = writer.begin(tags.scopeSpans.scope);
  writeText(writer, tags.scope.name, name);
  writeText(writer, tags.scope.version, version);
  writer.end(start);
  writeText(writer, tags.scopeSpans.schemaUrl, schemaUrl);
  return copyOf(writer);
}

/** Tag and length of a message of `size` bytes. */
export function encodeHead(tag: number, size: number): Buffer {
  const writer = new ByteWriter(64);
  writer.byte(tag);
  writer.varint(size);
  return copyOf(writer);
}

/** A whole ExportTraceServiceRequest of one resource, in the pieces it is made of. */
export function encodeRequest(resource: Buffer, { parts, bytes }: SealedBatch): Buffer[] {
  const head = encodeHead(tags.request.resourceSpans, resource.length + bytes);
  return [head, resource, ...parts];
}

function writeText(writer: ByteWriter, tag: number, text: string | undefined): void {
  if (text !== undefined && text !== '') {
    writer.reserve(1);
    writer.byte(tag);
    writer.text(text);
  }
}

function copyOf(writer: ByteWriter): Buffer {
  return Buffer.from(writer.bytes.subarray(0, writer.at));
}
