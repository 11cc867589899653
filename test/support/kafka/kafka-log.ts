import { EventEmitter, once } from 'node:events';
import type { KafkaApi } from './kafka-api.interface.js';
import { block, int16, int32, int64, int8, list, string } from './kafka-wire.js';
import type { KafkaReader } from './kafka-wire.js';

const NODE_ID = 1;
const LAST_OFFSET_DELTA_AT = 23;
const EARLIEST = -2n;
const TOPIC_AUTHORIZATION_FAILED = 29;

interface Batch {
  readonly endOffset: bigint;
  readonly bytes: Buffer;
}

interface Place {
  readonly topic: string;
  readonly partition: number;
}

interface FetchedPartition extends Place {
  readonly offset: bigint;
}

/** The topics of the fake broker, each with as many partitions: lists of record batches. */
export class KafkaLog {
  /** Those that anybody has asked for. */
  readonly #topics = new Set<string>();
  /** By topic and partition. */
  readonly #batches = new Map<string, Batch[]>();
  readonly #forbidden = new Set<string>();
  readonly #arrivals = new EventEmitter().setMaxListeners(0);

  constructor(
    private readonly port: number,
    private readonly partitions: number,
  ) {}

  /** Refuses from now on what is produced to a topic. */
  forbid(topic: string): void {
    this.#forbidden.add(topic);
  }

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
      const topic = request.string();
      const batches = request.list(() => ({ partition: request.int32(), bytes: request.block() }));
      return { topic, answers: batches.map((batch) => this.#answerBatch({ topic, ...batch })) };
    });
    this.#arrivals.emit('batch');
    const answers = list(topics, ({ topic, answers: own }) => [
      string(topic),
      list(own, (answer) => answer),
    ]);
    return Buffer.concat([answers, int32(0)]);
  }

  #answerBatch(batch: Place & { readonly bytes: Buffer }): Buffer[] {
    const isForbidden = this.#forbidden.has(batch.topic);
    const offset = isForbidden ? -1n : this.#append(batch, batch.bytes);
    const error = isForbidden ? TOPIC_AUTHORIZATION_FAILED : 0;
    return [int32(batch.partition), int16(error), int64(offset), int64(-1n)];
  }

  /** @returns the offset of the batch's first record */
  #append(place: Place, sent: Buffer): bigint {
    const offset = this.#endOf(place);
    const bytes = Buffer.from(sent);
    bytes.writeBigInt64BE(offset, 0);
    const endOffset = offset + BigInt(bytes.readInt32BE(LAST_OFFSET_DELTA_AT)) + 1n;
    this.#batches.set(keyOf(place), [...this.#batchesAt(place), { endOffset, bytes }]);
    return offset;
  }

  #batchesAt(place: Place): readonly Batch[] {
    return this.#batches.get(keyOf(place)) ?? [];
  }

  #endOf(place: Place): bigint {
    return this.#batchesAt(place).at(-1)?.endOffset ?? 0n;
  }

  async #fetch(request: KafkaReader): Promise<Buffer> {
    request.int32();
    const longestWaitMs = request.int32();
    request.int32();
    request.int32();
    request.int8();
    const wanted = request.list(() => this.#readFetched(request)).flat();
    await this.#arrivalFor(wanted, AbortSignal.timeout(longestWaitMs));
    const answers = list(wanted, ({ offset, ...place }) => {
      const batches = this.#batchesAt(place).filter((one) => one.endOffset > offset);
      const end = int64(this.#endOf(place));
      const records = block(Buffer.concat(batches.map(({ bytes }) => bytes)));
      const answer = [int32(place.partition), int16(0), end, end, list([], () => []), records];
      return [string(place.topic), list([answer], (parts) => parts)];
    });
    return Buffer.concat([int32(0), answers]);
  }

  #readFetched(request: KafkaReader): FetchedPartition[] {
    const topic = request.string();
    return request.list(() => {
      const partition = request.int32();
      const offset = request.int64();
      request.int32();
      return { topic, partition, offset };
    });
  }

  async #arrivalFor(wanted: readonly FetchedPartition[], signal: AbortSignal): Promise<void> {
    while (wanted.every((one) => this.#endOf(one) <= one.offset) && !signal.aborted) {
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
      list(times, ({ partition, time }) => {
        const offset = time === EARLIEST ? 0n : this.#endOf({ topic: name, partition });
        return [int32(partition), int16(0), int64(-1n), int64(offset)];
      }),
    ]);
  }

  #describeTopics(request: KafkaReader): Buffer {
    const named = request.list(() => request.string());
    named.forEach((name) => this.#topics.add(name));
    const names = named.length === 0 ? [...this.#topics] : named;
    const nodes = list([NODE_ID], (id) => [int32(id)]);
    const indexes = [...Array(this.partitions).keys()];
    const partitions = list(indexes, (index) => {
      const leader = int32(NODE_ID);
      return [int16(0), int32(index), leader, nodes, nodes];
    });
    return Buffer.concat([
      list([NODE_ID], (id) => [int32(id), string('127.0.0.1'), int32(this.port), string('')]),
      int32(NODE_ID),
      list(names, (name) => [int16(0), string(name), int8(0), partitions]),
    ]);
  }
}

function keyOf({ topic, partition }: Place): string {
  return `${topic}/${partition}`;
}
