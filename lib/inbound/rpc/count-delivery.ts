/** Where a record lies; its offset as the broker's library tells it. */
interface RecordPlace {
  readonly topic: string;
  readonly partition: unknown;
  readonly offset: unknown;
}

interface Delivery {
  readonly offset: unknown;
  readonly count: number;
}

/** The latest of each partition that a server consumes. */
const latest = new WeakMap<object, Map<string, Delivery>>();

/**
 * How often in a row a server was given a record: Kafka itself does not count, and gives a record
 * again until it has been handled. Other processes of the same group are not known here.
 */
export function countDelivery(server: object, { topic, partition, offset }: RecordPlace): number {
  const ofServer = latest.get(server) ?? new Map<string, Delivery>();
  latest.set(server, ofServer);
  const place = `${topic}/${String(partition)}`;
  const before = ofServer.get(place);
  const count = before !== undefined && before.offset === offset ? before.count + 1 : 1;
  ofServer.set(place, { offset, count });
  return count;
}
