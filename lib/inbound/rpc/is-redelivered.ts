/** Where a record lies; its offset as the broker's library tells it. */
interface RecordPlace {
  readonly topic: string;
  readonly partition: unknown;
  readonly offset: unknown;
}

/** Offset of the latest record of each partition that a server consumes. */
const latest = new WeakMap<object, Map<string, unknown>>();

/**
 * Whether a server is given the record it was given before: Kafka itself does not say, and gives a
 * record again until it has been handled. Other processes of the same group are not known here.
 */
export function isRedelivered(server: object, { topic, partition, offset }: RecordPlace): boolean {
  const offsets = latest.get(server) ?? new Map<string, unknown>();
  latest.set(server, offsets);
  const place = `${topic}/${String(partition)}`;
  const isSame = offset !== undefined && offsets.get(place) === offset;
  offsets.set(place, offset);
  return isSame;
}
