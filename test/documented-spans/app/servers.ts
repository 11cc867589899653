const { POSTGRES = '', MYSQL = '', REDIS = '', RABBITMQ = '' } = process.env;

export const urls = { postgres: POSTGRES, mysql: MYSQL, redis: REDIS, rabbitMq: RABBITMQ };
export const host = '127.0.0.1';
export const redisAt = {
  host: new URL(REDIS).hostname,
  port: Number(new URL(REDIS).port) || 6379,
};

/** Names what is left in a server until the end of this process. */
export const unique = `documented_spans_${process.pid}`;
