import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import { findFreePorts } from './free-ports.js';
import { waitFor } from './wait-for.js';

const host = '127.0.0.1';

export interface RedisServer {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Whether this machine can start Redis servers of its own. */
export const hasRedisServer = tryRun('redis-server', '--version');

/** A cluster of one node, which serves all slots. */
export async function startRedisCluster(): Promise<RedisServer> {
  const server = await start(['cluster-enabled yes', `cluster-announce-ip ${host}`]);
  await ask(server.port, ['CLUSTER', 'ADDSLOTSRANGE', '0', '16383']);
  await waitFor('the cluster to be ready', async () =>
    String(await ask(server.port, ['CLUSTER', 'INFO'])).includes('cluster_state:ok'),
  );
  return server;
}

/** A sentinel that watches a server of its own, under the name `main`. */
export async function startRedisSentinel(): Promise<RedisServer> {
  const main = await start([]);
  const sentinel = await start([`sentinel monitor main ${host} ${main.port} 1`], ['--sentinel']);
  return {
    ...sentinel,
    stop: async () => {
      await sentinel.stop();
      await main.stop();
    },
  };
}

async function start(lines: readonly string[], flags: readonly string[] = []) {
  const [port = 0, bus = 0] = await findFreePorts(2);
  const folder = await mkdtemp(path.join(tmpdir(), 'redis-'));
  const file = path.join(folder, 'redis.conf');
  const busLine = lines.includes('cluster-enabled yes') ? [`cluster-port ${bus}`] : [];
  const own = [`port ${port}`, `bind ${host}`, `dir ${folder}`, ...busLine, ...lines];
  await writeFile(file, `${own.join('\n')}\n`);
  const child = spawn('redis-server', [file, ...flags], { stdio: 'ignore' });
  await waitFor(`redis-server on port ${port}`, () =>
    ask(port, ['PING']).then(
      () => true,
      () => false,
    ),
  );
  return { host, port, stop: () => stop(child, folder) };
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  const isOver = once(child, 'exit');
  child.kill('SIGKILL');
  await isOver;
  await rm(folder, { recursive: true, force: true });
}

async function ask(port: number, command: string[]): Promise<unknown> {
  const client = createClient({ socket: { host, port, reconnectStrategy: false } });
  client.on('error', () => {});
  await client.connect();
  try {
    return await client.sendCommand(command);
  } finally {
    client.destroy();
  }
}

function tryRun(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
