import { LoadPool } from '../load/load-pool.js';
import type { LoadCommands } from './commands.js';
import { serveCommands } from './serve-commands.js';

const pools = new Map<number, LoadPool>();

serveCommands<LoadCommands>(
  {
    run: (order) => {
      const pool = pools.get(order.port) ?? new LoadPool(order.port);
      pools.set(order.port, pool);
      return pool.run(order);
    },
  },
  { port: 0 },
);
