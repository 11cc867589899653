import { EventEmitter, once } from 'node:events';
import type { KafkaApi } from './kafka-api.interface.js';
import { block, int16, int32, int64, int8, list, string } from './kafka-wire.js';
import type { KafkaReader } from './kafka-wire.js';

const NODE_ID = 1;
const LAST_OFFSET_DELTA_AT = 23;
const EARLIEST = -2n;

interface Batch {
  readonly endOffset: bigint;
  readonly bytes: Buffer;
}

interface FetchedPartition {
  readonly topic: string;
  readonly offset: bigint;
}

/** The topics of the fake broker, each with one partition: a list of record batches. */
export class KafkaLog {
  readonly #topics = new Map<string, Batch[]>();
  readonly #arrivals = new EventEmitter().setMaxListeners(0);

  constructor(private readonly port: number) {}

  apis(): KafkaApi[] {
    return [
      { key: 0, version: 3, answer: (request) => this.#produce(request) },
      { key: 1, version: 4, answer: (request) => this.#fetch(request) },
      { key: 2, version: 1, answer: (request) => this.#listOffsets(request) },
      { key: 3, version: 1, answer: (request) => this.#describeTopics(request) },
    ];
  }

  #produce(request: KafkaReader): Buffer {
    request.string();
    request.int16();
    request.int32();
    const topics = request.list(() => {
      const name = request.string();
      const batches = request.list(() => ({ partition: request.int32(), bytes: request.block() }));
      return { name, offsets: batches.map(({ bytes }) => this.#append(name, bytes)) };
    });
    this.#arrivals.emit('batch');
    const answers = list(topics, ({ name, offsets }) => [
      string(name),
      list(offsets, (offset) => [int32(0), int16(0), int64(offset), int64(-1n)]),
    ]);
    return Buffer.concat([answers, int32(0)]);
  }

  /** @returns the offset of the batch's first record */
  #append(topic: string, sent: Buffer): bigint {
    const offset = this.#endOf(topic);
    const bytes = Buffer.from(sent);
    bytes.writeBigInt64BE(offset, 0);
    const endOffset = offset + BigInt(bytes.readInt32BE(LAST_OFFSET_DELTA_AT)) + 1n;
    this.#topics.set(topic, [...(this.#topics.get(topic) ?? []), { endOffset, bytes }]);
    return offset;
  }

  #endOf(topic: string): bigint {
    return this.#topics.get(topic)?.at(-1)?.endOffset ?? 0n;
  }

  async #fetch(request: KafkaReader): Promise<Buffer> {
    request.int32();
    const longestWaitMs = request.int32();
    request.int32();
    request.int32();
    request.int8();
    const wanted = request.list(() => this.#readFetched(request)).flat();
    await this.#arrivalFor(wanted, AbortSignal.timeout(longestWaitMs));
    const answers = list(wanted, ({ topic, offset }) => {
      const batches = (this.#topics.get(topic) ?? []).filter((one) => one.endOffset > offset);
      const end = int64(this.#endOf(topic));
      const records = block(Buffer.concat(batches.map(({ bytes }) => bytes)));
      const partition = [int32(0), int16(0), end, end, list([], () => []), records];
      return [string(topic), list([partition], (parts) => parts)];
    });
    return Buffer.concat([int32(0), answers]);
  }

  #readFetched(request: KafkaReader): FetchedPartition[] {
    const topic = request.string();
    return request.list(() => {
      request.int32();
      const offset = request.int64();
      request.int32();
      return { topic, offset };
    });
  }

  async #arrivalFor(wanted: readonly FetchedPartition[], signal: AbortSignal): Promise<void> {
    while (wanted.every(({ topic, offset }) => this.#endOf(topic) <= offset) && !signal.aborted) {
      // A consumer that waited long enough is told that there is nothing.
      await once(this.#arrivals, 'batch', { signal }).catch(() => undefined);
    }
  }

  #listOffsets(request: KafkaReader): Buffer {
    request.int32();
    const topics = request.list(() => {
      const name = request.string();
      const times = request.list(() => ({ partition: request.int32(), time: request.int64() }));
      return { name, times };
    });
    return list(topics, ({ name, times }) => [
      string(name),
      list(times, ({ time }) => {
        const offset = time === EARLIEST ? 0n : this.#endOf(name);
        return [int32(0), int16(0), int64(-1n), int64(offset)];
      }),
    ]);
  }

  #describeTopics(request: KafkaReader): Buffer {
    const names = request.list(() => request.string());
    const nodes = list([NODE_ID], (id) => [int32(id)]);
    const partition = [int16(0), int32(0), int32(NODE_ID), nodes, nodes];
    return Buffer.concat([
      list([NODE_ID], (id) => [int32(id), string('127.0.0.1'), int32(this.port), string('')]),
      int32(NODE_ID),
      list(names, (name) => [int16(0), string(name), int8(0), list([partition], (parts) => parts)]),
    ]);
  }
}
