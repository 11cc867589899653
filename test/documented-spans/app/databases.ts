import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { createClient } from 'redis';
import { DataSource, EntitySchema } from 'typeorm';
import { redisAt, unique, urls } from './servers.js';

const failing = 'SELECT * FROM no_such_table';
const ignore = (): undefined => undefined;

/** A query that succeeds and one that fails, through each driver and through TypeORM. */
export async function askDatabases(): Promise<void> {
  const client = new pg.Client({ connectionString: urls.postgres });
  await client.connect();
  await client.query('SELECT 1');
  await client.query({ name: 'one', text: 'SELECT 1' });
  await client.query(failing).catch(ignore);
  await client.end();
  const connection = await mysql.createConnection(urls.mysql);
  await connection.query('SELECT 1');
  await connection.query(failing).catch(ignore);
  await connection.end();
  await askTypeOrm();
}

async function askTypeOrm(): Promise<void> {
  const Item = new EntitySchema({
    name: 'Item',
    tableName: unique,
    columns: { id: { type: 'int', primary: true } },
  });
  const { postgres: url } = urls;
  const source = new DataSource({ type: 'postgres', url, entities: [Item], synchronize: true });
  await source.initialize();
  await source.getRepository('Item').save({ id: 1 });
  await source.query(failing).catch(ignore);
  await source.query(`DROP TABLE "${unique}"`);
  await source.destroy();
}

/** The same for Redis, through both clients. */
export async function askRedis(): Promise<void> {
  const ioredis = new Redis(redisAt);
  await ioredis.set(unique, 'tea', 'EX', 5);
  await ioredis.incrby(unique, 1).catch(ignore);
  await ioredis.quit();
  const client = await createClient({ url: urls.redis }).connect();
  await client.get(unique);
  await client.incr(unique).catch(ignore);
  await client.close();
}
