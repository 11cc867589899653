import { connect } from 'node:net';
import { describe } from 'vitest';

/** The servers a test may ask for; each is found by its variable or on its usual local port. */
const servers = {
  postgres: {
    name: 'PostgreSQL',
    variable: 'DATABASE_URL',
    url: process.env.DATABASE_URL ?? 'postgres://postgres:postgres@127.0.0.1:5432/postgres',
    port: 5432,
  },
  redis: {
    name: 'Redis',
    variable: 'REDIS_URL',
    url: process.env.REDIS_URL ?? 'redis://127.0.0.1:6379',
    port: 6379,
  },
  rabbitmq: {
    name: 'RabbitMQ',
    variable: 'RABBITMQ_URL',
    url: process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672',
    port: 5672,
  },
  mysql: {
    name: 'MariaDB or MySQL',
    variable: 'MYSQL_URL',
    url: process.env.MYSQL_URL ?? 'mysql://root@127.0.0.1:3306',
    port: 3306,
    start: 'docker run -d -p 3306:3306 -e MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1 mariadb:11',
  },
  nats: {
    name: 'NATS',
    variable: 'NATS_URL',
    url: process.env.NATS_URL ?? 'nats://127.0.0.1:4222',
    port: 4222,
    start: 'docker run -d -p 4222:4222 nats:2',
  },
  mqtt: {
    name: 'An MQTT broker',
    variable: 'MQTT_URL',
    url: process.env.MQTT_URL ?? 'mqtt://127.0.0.1:1883',
    port: 1883,
    start: 'docker run -d -p 1883:1883 eclipse-mosquitto:2 mosquitto -c /mosquitto-no-auth.conf',
  },
} as const;

type ServerId = keyof typeof servers;

/** Longer than a busy machine stands still: one that refuses does so at once. */
const probeTimeoutMs = 15_000;
const answering = await probeAll();

/** Where a test reaches the server. */
export function serverUrl(id: ServerId): string {
  return servers[id].url;
}

/**
 * A `describe` that needs a real server, or several. Without it the tests are skipped and the title
 * says why; in CI, where a skipped test would pass for a tested feature, the file fails instead.
 */
export function describeWith(
  ids: ServerId | readonly ServerId[],
  title: string,
  tests: () => void,
): void {
  const absent = [ids].flat().filter((id) => !answering.has(id));
  if (absent.length === 0) {
    describe(title, tests);
    return;
  }
  const reason = absent.map(explainAbsence).join('; ');
  if (process.env.CI === 'true') throw new Error(reason);
  describe.skipIf(true)(`${title} (${reason})`, tests);
}

function explainAbsence(id: ServerId): string {
  const server = servers[id];
  const { host } = new URL(server.url);
  const start =
    'start' in server ? server.start : `docker compose -f sample-app/compose.yml up -d ${id}`;
  return `${server.name} does not answer at ${host}; start it with "${start}", or set ${server.variable}`;
}

async function probeAll(): Promise<ReadonlySet<ServerId>> {
  const ids = Object.keys(servers) as ServerId[];
  const answers = await Promise.all(ids.map(tryConnect));
  return new Set(ids.filter((_, index) => answers[index]));
}

function tryConnect(id: ServerId): Promise<boolean> {
  const { url, port } = servers[id];
  const target = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: target.hostname, port: Number(target.port) || port });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(probeTimeoutMs, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
