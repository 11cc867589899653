import { host, ports } from './addresses.js';

/** Where the servers listen on a developer's machine, and in compose.yml. */
export const localUrls = {
  database: 'postgres://postgres:postgres@127.0.0.1:5432/postgres',
  redis: 'redis://127.0.0.1:6379',
  rabbitMq: 'amqp://guest:guest@127.0.0.1:5672',
};

/** The PostgreSQL of the `database` service, for machines that run none. */
export const embeddedDatabaseUrl = `postgres://postgres@${host}:${ports.database}/postgres`;

/** What keeps this system apart from everything else in a shared PostgreSQL, Redis or RabbitMQ. */
export const namespace = 'nestjs_tracing_sample';
