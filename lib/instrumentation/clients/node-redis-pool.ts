import { context, diag } from '@opentelemetry/api';
import { messages } from '../../errors/messages.js';
import { prototypeOwning } from './prototype-owner.js';

/** A pool of node-redis: every command borrows a client, and waits for one when all are in use. */
export interface NodeRedisPool {
  execute<T>(work: (client: object) => T): Promise<T>;
}

const wrapped = new WeakSet<object>();
const methods = ['execute', 'sendCommand'] as const;

/**
 * Has the clients of a pool instrumented, which it shows only to those who borrow one. A command
 * that waited runs where another ended, so it is given back the context it was called in.
 */
export function instrumentBorrowedClients(
  pool: NodeRedisPool,
  instrumentOne: (client: object) => void,
): void {
  const prototype = prototypeOwning(pool, methods) as NodeRedisPool | undefined;
  if (prototype === undefined) {
    diag.warn(messages.clientUnknown('the pool', methods));
    return;
  }
  if (wrapped.has(prototype)) {
    return;
  }
  wrapped.add(prototype);
  const execute = prototype.execute;
  prototype.execute = function <T>(this: NodeRedisPool, work: (client: object) => T): Promise<T> {
    return execute.call(
      this,
      context.bind(context.active(), (client: object) => {
        instrumentOne(client);
        return work(client);
      }),
    ) as Promise<T>;
  };
}
