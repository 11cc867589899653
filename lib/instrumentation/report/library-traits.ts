import type { InstrumentedLibrary } from '../../options/instrumentations.interface.js';

/** What the report says of one library alone. */
export interface LibraryTraits {
  /** Its name where it is a part of Node. */
  readonly partOfNode?: string;
  /** The client helper, as one writes it. */
  readonly helper?: string;
  /** Whether its spans only add to what Nest's or a driver's tell, so that it may be missing. */
  readonly isExtra?: boolean;
  /** What stays without spans where it was in use before tracing started. */
  readonly earlyGap?: string;
  /** Packages that became shells of another one, whose version then decides. */
  readonly shells?: readonly string[];
}

export const LIBRARY_TRAITS: Readonly<Partial<Record<InstrumentedLibrary, LibraryTraits>>> = {
  http: { partOfNode: 'http' },
  undici: { partOfNode: 'fetch' },
  typeorm: { helper: 'instrumentTypeOrm(dataSource)' },
  ioredis: { helper: 'instrumentRedis(client)' },
  redis: { helper: 'instrumentRedis(client)', shells: ['redis'] },
  amqplib: { helper: 'instrumentRabbitMq(connection)' },
  knex: { isExtra: true },
  kafkajs: { isExtra: true, earlyGap: 'its producers and consumers made before' },
  grpc: { isExtra: true, earlyGap: 'its clients and servers made before' },
  graphql: { isExtra: true, earlyGap: 'its functions that a module has imported by name' },
  'socket.io': { isExtra: true },
  winston: { isExtra: true },
  dataloader: { isExtra: true },
  'lru-memoizer': { isExtra: true },
};
