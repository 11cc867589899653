import { connect } from 'amqplib';
import { Redis } from 'ioredis';
import { Client } from 'pg';

const timeoutMs = 1_500;

/** Whether a PostgreSQL lets us in, which an open port alone does not say. */
export async function postgresAnswers(url: string): Promise<boolean> {
  return succeeds(async () => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: timeoutMs });
    try {
      await client.connect();
      await client.query('SELECT 1');
    } finally {
      await client.end();
    }
  });
}

export async function redisAnswers(url: string): Promise<boolean> {
  return succeeds(async () => {
    const client = new Redis(url, {
      lazyConnect: true,
      connectTimeout: timeoutMs,
      commandTimeout: timeoutMs,
      retryStrategy: () => null,
    });
    // ioredis prints every connection error that nobody listens to.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.ping();
    } finally {
      client.disconnect();
    }
  });
}

export async function rabbitMqAnswers(url: string): Promise<boolean> {
  return succeeds(async () => {
    const connection = await connect(url, { timeout: timeoutMs });
    await connection.close();
  });
}

async function succeeds(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
}
