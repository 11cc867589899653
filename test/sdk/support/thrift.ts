/** A value of Thrift's binary protocol: structures are maps by the number of their fields. */
export type ThriftValue = boolean | number | bigint | Buffer | ThriftValue[] | ThriftStruct;
export type ThriftStruct = Map<number, ThriftValue>;

const STOP = 0;

/**
 * Reads Thrift's binary protocol, of which every type but maps and sets.
 *
 * @see https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md
 */
export class ThriftReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  /** What stands before the arguments of a call. */
  message(): { name: string; type: number } {
    const version = this.take(4).readUInt32BE();
    const name = this.binary().toString();
    this.take(4);
    return { name, type: version & 0xff };
  }

  struct(): ThriftStruct {
    const fields: ThriftStruct = new Map();
    for (;;) {
      const type = this.take(1).readUInt8();
      if (type === STOP) return fields;
      fields.set(this.take(2).readInt16BE(), this.value(type));
    }
  }

  private value(type: number): ThriftValue {
    const readers: Record<number, () => ThriftValue> = {
      2: () => this.take(1).readUInt8() === 1,
      3: () => this.take(1).readInt8(),
      4: () => this.take(8).readDoubleBE(),
      6: () => this.take(2).readInt16BE(),
      8: () => this.take(4).readInt32BE(),
      10: () => this.take(8).readBigInt64BE(),
      11: () => this.binary(),
      12: () => this.struct(),
      15: () => this.list(),
    };
    const read = readers[type];
    if (read === undefined) throw new Error(`Thrift has no type ${type} at byte ${this.at}.`);
    return read();
  }

  private list(): ThriftValue[] {
    const type = this.take(1).readUInt8();
    return Array.from({ length: this.take(4).readInt32BE() }, () => this.value(type));
  }

  private binary(): Buffer {
    return this.take(this.take(4).readInt32BE());
  }

  private take(size: number): Buffer {
    if (this.at + size > this.bytes.length) throw new Error('The bytes end too early.');
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }
}
