import { settings } from '../../fixtures/recorder.mjs';

const key = `matrix:${process.pid}`;

export const redis = {
  ioredis: {
    open: async ({ ioredis: { named } }) => new named.Redis(settings.redis),
    work: async (client) => {
      await client.set(key, 'x', 'EX', 5);
      await client.multi().get(key).del(key).exec();
    },
    close: (client) => client.quit(),
  },
  redis: {
    open: ({ redis: { named } }) => named.createClient({ url: settings.redis }).connect(),
    work: async (client) => {
      await client.set(key, 'x', { EX: 5 });
      await client.multi().get(key).del(key).exec();
    },
    close: (client) => client.close(),
  },
};
