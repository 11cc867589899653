import { postgresAnswers, rabbitMqAnswers, redisAnswers } from '../shared/answers.js';
import { embeddedDatabaseUrl, localUrls } from '../shared/server-urls.js';

interface ServerKind {
  name: string;
  variable: string;
  localUrl: string;
  answers(url: string): Promise<boolean>;
  substitute: { url: string; description: string };
}

export interface ChosenServer {
  name: string;
  isReal: boolean;
  description: string;
  variable: string;
  url: string;
}

const postgres: ServerKind = {
  name: 'PostgreSQL',
  variable: 'DATABASE_URL',
  localUrl: localUrls.database,
  answers: postgresAnswers,
  substitute: { url: embeddedDatabaseUrl, description: 'embedded (PGlite)' },
};

const redis: ServerKind = {
  name: 'Redis',
  variable: 'REDIS_URL',
  localUrl: localUrls.redis,
  answers: redisAnswers,
  substitute: { url: '', description: 'none, so the stock is in the database' },
};

const rabbitMq: ServerKind = {
  name: 'RabbitMQ',
  variable: 'RABBITMQ_URL',
  localUrl: localUrls.rabbitMq,
  answers: rabbitMqAnswers,
  substitute: { url: '', description: 'none, so events travel over TCP' },
};

export interface ChosenServers {
  database: ChosenServer;
  redis: ChosenServer;
  rabbitMq: ChosenServer;
}

/** Asks each real server once, so that all services use the same ones. */
export async function chooseServers(embedded: boolean): Promise<ChosenServers> {
  const [database, cache, broker] = await Promise.all([
    choose(postgres, embedded),
    choose(redis, embedded),
    choose(rabbitMq, embedded),
  ]);
  return { database, redis: cache, rabbitMq: broker };
}

async function choose(kind: ServerKind, embedded: boolean): Promise<ChosenServer> {
  const { name, variable } = kind;
  const configured = process.env[variable];
  const url = configured || kind.localUrl;
  if (!embedded && (await kind.answers(url))) {
    return { name, variable, url, isReal: true, description: `real, ${new URL(url).host}` };
  }
  const ignored = configured && !embedded ? `; ${variable} does not answer` : '';
  const description = kind.substitute.description + ignored;
  return { name, variable, url: kind.substitute.url, isReal: false, description };
}
