import type { Type } from '@nestjs/common';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { Client, DatabaseError } from 'pg';
import { namespace } from './server-urls.js';
import { servers } from './servers.js';

/** TypeORM options for tables of our own schema, which is created when it is missing. */
export async function databaseOptions(entities: Type[]): Promise<TypeOrmModuleOptions> {
  await createSchema();
  return {
    type: 'postgres',
    url: servers.databaseUrl,
    schema: namespace,
    entities,
    synchronize: true,
    poolSize: 4,
    retryAttempts: 3,
  };
}

async function createSchema(): Promise<void> {
  const client = new Client({ connectionString: servers.databaseUrl });
  await client.connect();
  try {
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${namespace}`);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  } finally {
    await client.end();
  }
}

/** Two services that start together can both find the schema missing; the slower one gets this error. */
function isDuplicate(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '23505';
}
