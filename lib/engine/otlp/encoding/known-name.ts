import { BoundedCache } from './bounded-cache.js';
import { ByteWriter } from './byte-writer.js';
import type { EncodedBytes } from './byte-writer.js';
import type { KnownAttribute } from './known-attribute.js';
import { tags } from './tags.js';

/** A name seen this often is one of a route or a method, and not one made for a single span. */
const SIGHTINGS = 8;

/** What is known of the spans of one name. */
class KnownName {
  /** Filled by those who write attributes; undefined while the name is too new. */
  attributes: KnownAttribute[] | undefined = undefined;

  /** How many bytes the length of its last span took, as that of the next one mostly will. */
  lengthBytes = 1;
  private sightings = 0;

  constructor(readonly bytes: EncodedBytes) {}

  see(): void {
    if (this.attributes === undefined) {
      this.sightings += 1;
      this.attributes = this.sightings < SIGHTINGS ? undefined : [];
    }
  }
}

/** Names of spans, which should be few; others pass through. */
export const knownNames = new BoundedCache(512, (name) => new KnownName(encodeName(name)));

function encodeName(name: string): EncodedBytes {
  const writer = new ByteWriter(64);
  writer.byte(tags.span.name);
  writer.text(name);
  return writer.encodedSince(0);
}
