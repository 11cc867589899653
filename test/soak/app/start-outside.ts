import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Order, Seen } from './outside.js';

/** Starts the process with the load and the collector; each order is answered when it is done. */
export function startOutside() {
  const child = fork(new URL('outside.js', import.meta.url), { execArgv: [] });
  return {
    async order(order: Order): Promise<Seen> {
      child.send(order);
      const [seen] = (await once(child, 'message')) as [Seen];
      return seen;
    },
    stop: () => child.disconnect(),
  };
}
