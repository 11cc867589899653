/** Bytes made once to be written often. */
export interface EncodedBytes {
  readonly length: number;
  /** Of a short run: 32-bit little-endian words, the last one padded. */
  readonly words: readonly number[];
  /** Of a long run. */
  readonly bytes: Uint8Array | undefined;
}

/** Room beyond what is asked for: words are written whole, and tags and lengths are not counted. */
const SLACK = 32;

/** Longer runs of bytes and texts are written by the runtime, which starts slower and runs faster. */
const SHORT_RUN = 40;
const SHORT_TEXT = 32;

/** A text of so many ASCII characters has its length in one byte. */
const ONE_BYTE = 127;

/**
 * Writes protobuf into a buffer that grows. What it holds is overwritten after `startAnew()`.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class ByteWriter {
  at = 0;
  bytes: Buffer;
  private view: DataView;

  constructor(private readonly initialCapacity = 4_096) {
    this.bytes = Buffer.allocUnsafeSlow(initialCapacity);
    this.view = viewOf(this.bytes);
  }

  /** Makes room for `size` more bytes; to be called before the methods that write. */
  reserve(size: number): void {
    if (this.at + size + SLACK > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + size + SLACK));
      this.bytes.copy(grown, 0, 0, this.at);
      this.bytes = grown;
      this.view = viewOf(grown);
    }
  }

  /** Forgets what was written, and goes on in `bytes`, or as it began. */
  startAnew(bytes: Buffer = Buffer.allocUnsafeSlow(this.initialCapacity)): void {
    this.at = 0;
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = viewOf(bytes);
    }
  }

  byte(value: number): void {
    this.bytes[this.at] = value;
    this.at += 1;
  }

  /** A varint of up to 32 bits, unsigned. */
  varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.bytes[this.at] = (rest & 127) | 128;
      this.at += 1;
      rest >>>= 7;
    }
    this.bytes[this.at] = rest;
    this.at += 1;
  }

  /** A whole number as int64: two's complement, up to ten bytes. */
  int64(value: number): void {
    if (value >= 0 && value <= 0xffff_ffff) {
      this.varint(value);
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 127n) {
      this.byte(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.byte(Number(rest));
  }

  /** 32 bits as an id has them, most significant byte first. */
  bigEndian32(bits: number): void {
    this.view.setInt32(this.at, bits);
    this.at += 4;
  }

  fixed32(bits: number): void {
    this.view.setInt32(this.at, bits, true);
    this.at += 4;
  }

  double(value: number): void {
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  /** Nanoseconds since 1970 as fixed64, from whole milliseconds and the nanoseconds beyond them. */
  unixNanos(ms: number, nanos: number): void {
    // The product exceeds 2^53, so its halves are multiplied apart.
    const upper = Math.floor(ms / 4_294_967_296);
    const product = (ms - upper * 4_294_967_296) * 1_000_000 + nanos;
    const carry = Math.floor(product / 4_294_967_296);
    this.view.setInt32(this.at, (product - carry * 4_294_967_296) | 0, true);
    this.view.setInt32(this.at + 4, (upper * 1_000_000 + carry) | 0, true);
    this.at += 8;
  }

  encoded({ length, words, bytes }: EncodedBytes): void {
    const { view, at } = this;
    if (bytes !== undefined) {
      this.bytes.set(bytes, at);
    }
    for (let index = 0; index < words.length; index += 1) {
      view.setInt32(at + index * 4, words[index]!, true);
    }
    this.at = at + length;
  }

  /** The length of a text and its UTF-8 bytes. Makes its own room. */
  text(text: string): void {
    this.reserve(text.length * 3);
    if (text.length <= ONE_BYTE) {
      const start = this.at;
      this.byte(text.length);
      if (this.ascii(text)) {
        return;
      }
      this.at = start;
    }
    this.varint(Buffer.byteLength(text));
    this.at += this.bytes.write(text, this.at);
  }

  /** The characters of a text, if all of them are ASCII; false and undone otherwise. */
  ascii(text: string): boolean {
    const { bytes, at } = this;
    if (text.length > SHORT_TEXT) {
      const isAscii = bytes.write(text, at) === text.length;
      this.at = isAscii ? at + text.length : at;
      return isAscii;
    }
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 127) {
        return false;
      }
      bytes[at + index] = code;
    }
    this.at = at + text.length;
    return true;
  }

  /** Begins a message whose length is not known yet; `end()` wants what this returns. */
  begin(tag: number): number {
    this.reserve(8);
    this.varint(tag);
    this.at += 1;
    return this.at;
  }

  /** Ends the message, moving it if its length takes more than the byte that was kept for it. */
  end(start: number): void {
    this.endWithin(start, 1);
  }

  /**
   * Ends a message for whose length `kept` bytes were skipped before `start`.
   *
   * @returns how many bytes the length took
   */
  endWithin(start: number, kept: number): number {
    const size = this.at - start;
    const taken = varintSize(size);
    const extra = taken - kept;
    if (extra !== 0) {
      this.reserve(extra);
      this.bytes.copyWithin(start + extra, start, this.at);
    }
    this.at = start - kept;
    this.varint(size);
    this.at += size;
    return taken;
  }

  /** A copy of what was written since `start`, to be written again. */
  encodedSince(start: number): EncodedBytes {
    const length = this.at - start;
    if (length > SHORT_RUN) {
      return {
        length,
        words: [],
        bytes: Uint8Array.prototype.slice.call(this.bytes, start, this.at),
      };
    }
    this.reserve(4);
    const words: number[] = [];
    for (let index = start; index < this.at; index += 4) {
      words.push(this.view.getInt32(index, true));
    }
    return { length, words, bytes: undefined };
  }
}

/** How many bytes `varint()` writes. */
export function varintSize(value: number): number {
  if (value < 128) {
    return 1;
  }
  return value < 16_384 ? 2 : 1 + varintSize(value >>> 7);
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
