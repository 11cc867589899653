import { messages } from '../../errors/messages.js';
import { handOver } from './handed-over-clients.js';
import { instrumentIoredis, isIoredisClient } from './ioredis-clients.js';
import { instrumentNodeRedis, isNodeRedisClient } from './node-redis-clients.js';

/**
 * Gives the commands of a Redis client spans where no hook for modules can: in an application
 * bundled into one file, or with `instrumentations: false`. Needless otherwise, and harmless: what
 * is traced already stays as it is.
 *
 * Takes a `Redis` or a `Cluster` of ioredis 5 or 6, and a client, a pool, a cluster
 * or a sentinel of redis 5 or 6.
 * May be called before or after `TracingModule.forRoot()`, connected or not; there are spans as soon
 * as tracing is on. It patches the class of the client, so other clients of the same copy of the
 * library have spans as well.
 *
 * @returns the very same client
 * @throws TypeError when given anything but such a client
 * @see https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/instrumentation-ioredis
 * @see https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/instrumentation-redis
 * @publicApi
 */
export function instrumentRedis<T extends object>(client: T): T {
  if (isIoredisClient(client)) {
    handOver(client, instrumentIoredis);
  } else if (isNodeRedisClient(client)) {
    handOver(client, instrumentNodeRedis);
  } else {
    throw new TypeError(messages.notARedisClient(client));
  }
  return client;
}
