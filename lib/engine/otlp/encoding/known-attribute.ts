import type { ByteWriter, EncodedBytes } from './byte-writer.js';

/** So many attributes of the spans of one name are remembered, the first ones. */
export const MOST_KNOWN = 32;

/** A value seen this often in a row will come again: the method, the host, the route. */
const SIGHTINGS = 4;

/** Longer texts seldom repeat, and would take much room. */
const LONGEST_KNOWN = 256;

/** What is known of one attribute of the spans of one name. */
export class KnownAttribute {
  /** The value of late, and all bytes of the attribute once it has proved to stay the same. */
  value: unknown = undefined;
  bytes: EncodedBytes | undefined = undefined;
  private sightings = 0;

  constructor(
    readonly key: string,
    readonly keyBytes: EncodedBytes,
  ) {}

  /** Takes note of an attribute that was written from `start` on. */
  note(value: unknown, writer: ByteWriter, start: number): void {
    if (value !== this.value) {
      this.value = typeof value === 'string' && value.length > LONGEST_KNOWN ? undefined : value;
      this.bytes = undefined;
      this.sightings = 0;
      return;
    }
    this.sightings += 1;
    if (this.sightings === SIGHTINGS) {
      this.bytes = writer.encodedSince(start);
    }
  }
}
