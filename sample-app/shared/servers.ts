import { postgresAnswers, rabbitMqAnswers, redisAnswers } from './answers.js';
import { embeddedDatabaseUrl, localUrls } from './server-urls.js';

/** The servers to use; without Redis or RabbitMQ the services have another way. */
export const servers = {
  databaseUrl:
    (await locate(process.env.DATABASE_URL, localUrls.database, postgresAnswers)) ??
    embeddedDatabaseUrl,
  redisUrl: await locate(process.env.REDIS_URL, localUrls.redis, redisAnswers),
  rabbitMqUrl: await locate(process.env.RABBITMQ_URL, localUrls.rabbitMq, rabbitMqAnswers),
};

/** A URL that is set is used as it is, an empty one means "do without", otherwise the local port is asked. */
async function locate(
  configured: string | undefined,
  local: string,
  answers: (url: string) => Promise<boolean>,
): Promise<string | undefined> {
  if (configured !== undefined) return configured || undefined;
  return (await answers(local)) ? local : undefined;
}
