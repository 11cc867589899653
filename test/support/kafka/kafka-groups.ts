import type { KafkaApi } from './kafka-api.interface.js';
import { block, int16, int32, int64, list, string } from './kafka-wire.js';
import type { KafkaReader } from './kafka-wire.js';

const MEMBER = 'member';
const GENERATION = 1;
const NO_OFFSET = -1n;

/** The consumer groups of the fake broker: each has one member, who gets what it assigns itself. */
export class KafkaGroups {
  /** The next offset to consume, by group, topic and partition. */
  readonly #offsets = new Map<string, bigint>();

  constructor(private readonly port: number) {}

  apis(): KafkaApi[] {
    return [
      { key: 8, version: 2, answer: (request) => this.#commitOffsets(request) },
      { key: 9, version: 1, answer: (request) => this.#fetchOffsets(request) },
      { key: 10, version: 0, answer: () => this.#findCoordinator() },
      { key: 11, version: 0, answer: (request) => this.#join(request) },
      { key: 12, version: 0, answer: () => int16(0) },
      { key: 13, version: 0, answer: () => int16(0) },
      { key: 14, version: 0, answer: (request) => this.#sync(request) },
    ];
  }

  #findCoordinator(): Buffer {
    return Buffer.concat([int16(0), int32(1), string('127.0.0.1'), int32(this.port)]);
  }

  #join(request: KafkaReader): Buffer {
    request.string();
    request.int32();
    request.string();
    request.string();
    const [protocol] = request.list(() => ({ name: request.string(), metadata: request.block() }));
    return Buffer.concat([
      int16(0),
      int32(GENERATION),
      string(protocol?.name ?? ''),
      string(MEMBER),
      string(MEMBER),
      list([protocol], (one) => [string(MEMBER), block(one?.metadata ?? Buffer.alloc(0))]),
    ]);
  }

  #sync(request: KafkaReader): Buffer {
    request.string();
    request.int32();
    request.string();
    const [assigned] = request.list(() => ({ member: request.string(), value: request.block() }));
    return Buffer.concat([int16(0), block(assigned?.value ?? Buffer.alloc(0))]);
  }

  #fetchOffsets(request: KafkaReader): Buffer {
    const group = request.string();
    const topics = request.list(() => ({
      name: request.string(),
      partitions: request.list(() => request.int32()),
    }));
    return list(topics, ({ name, partitions }) => [
      string(name),
      list(partitions, (partition) => {
        const offset = this.#offsets.get(`${group}/${name}/${partition}`) ?? NO_OFFSET;
        return [int32(partition), int64(offset), string(''), int16(0)];
      }),
    ]);
  }

  #commitOffsets(request: KafkaReader): Buffer {
    const group = request.string();
    request.int32();
    request.string();
    request.int64();
    const topics = request.list(() => {
      const name = request.string();
      const partitions = request.list(() => {
        const partition = request.int32();
        this.#offsets.set(`${group}/${name}/${partition}`, request.int64());
        request.string();
        return partition;
      });
      return { name, partitions };
    });
    return list(topics, ({ name, partitions }) => [
      string(name),
      list(partitions, (partition) => [int32(partition), int16(0)]),
    ]);
  }
}
