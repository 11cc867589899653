import { promisify } from 'node:util';
import { connectPg, openDataSource } from '../../fixtures/workloads.mjs';
import { settings } from '../../fixtures/recorder.mjs';

export const sql = {
  pg: {
    open: async ({ pg: { named } }) => connectPg(named),
    work: async (pool) => {
      await pool.query('SELECT $1::text', ['x']);
      const client = await pool.connect();
      await promisify((text, done) => client.query(text, done))('SELECT 2');
      client.release();
    },
    close: (pool) => pool.end(),
  },
  typeorm: {
    open: async ({ typeorm: { named } }, isEarly) =>
      openDataSource(named, { table: `matrix_${isEarly ? 'early' : 'late'}_${process.pid}` }),
    work: async ({ items }) => {
      await items.save({ label: 'x' });
      await items.createQueryBuilder().where({ label: 'x' }).getMany();
    },
    close: (database) => database.close(),
  },
  knex: {
    open: async ({ knex: { whole } }) =>
      whole({ client: 'pg', connection: settings.postgres, pool: { min: 1, max: 1 } }),
    work: async (knex) => {
      await knex.raw('SELECT 1');
      await knex('pg_class').select('relname').limit(1);
    },
    close: (knex) => knex.destroy(),
  },
  'mysql2, callbacks': {
    open: async ({ mysql2: { named } }) => named.createConnection(settings.mysql),
    work: async (connection) => {
      await promisify((text, done) => connection.query(text, done))('SELECT 1');
      await promisify((text, values, done) => connection.execute(text, values, done))(
        'SELECT ?',
        [2],
      );
    },
    close: (connection) => promisify((done) => connection.end(done))(),
  },
  'mysql2, promises': {
    open: async ({ mysql2Promise: { named } }) =>
      named.createPool({ uri: settings.mysql, connectionLimit: 1 }),
    work: async (pool) => {
      await pool.query('SELECT 1');
      await pool.execute('SELECT ?', [2]);
    },
    close: (pool) => pool.end(),
  },
};
