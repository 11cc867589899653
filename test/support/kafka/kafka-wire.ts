/** Reads the types of the Kafka protocol, one after another. */
export class KafkaReader {
  #offset = 0;

  constructor(private readonly bytes: Buffer) {}

  int8(): number {
    return this.bytes.readInt8(this.#advance(1));
  }

  int16(): number {
    return this.bytes.readInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.bytes.readInt32BE(this.#advance(4));
  }

  int64(): bigint {
    return this.bytes.readBigInt64BE(this.#advance(8));
  }

  string(): string {
    const length = Math.max(0, this.int16());
    const start = this.#advance(length);
    return this.bytes.toString('utf8', start, start + length);
  }

  block(): Buffer {
    const length = Math.max(0, this.int32());
    const start = this.#advance(length);
    return this.bytes.subarray(start, start + length);
  }

  list<T>(readItem: () => T): T[] {
    return Array.from({ length: Math.max(0, this.int32()) }, readItem);
  }

  #advance(length: number): number {
    const start = this.#offset;
    this.#offset += length;
    return start;
  }
}

export const int8 = (value: number): Buffer => Buffer.from([value]);

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

export function string(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int16(bytes.length), bytes]);
}

export function block(value: Buffer): Buffer {
  return Buffer.concat([int32(value.length), value]);
}

export function list<T>(items: readonly T[], writeItem: (item: T) => Buffer[]): Buffer {
  return Buffer.concat([int32(items.length), ...items.flatMap(writeItem)]);
}
