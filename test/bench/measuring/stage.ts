import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Child } from '../processes/child.js';
import type { CollectorCommands, LoadCommands, ServerCommands } from '../processes/commands.js';
import { cpus, pin } from '../processes/pin.js';
import type { ConfigurationId, Platform } from '../subjects.js';

export type Collector = Child<CollectorCommands>;
export type ServerProcess = Child<ServerCommands>;

interface ServerOrder {
  readonly configuration: ConfigurationId;
  readonly platform: Platform;
  /** Under this name the collector counts its spans. */
  readonly name: string;
  readonly collector?: Collector;
}

/** Everything around the servers: load generator, collector, and what /shop talks to. */
export class Stage {
  readonly #children: { stop(): Promise<void> }[] = [];

  private constructor(
    readonly load: Child<LoadCommands>,
    readonly collector: Collector,
    private readonly shopEnv: NodeJS.ProcessEnv,
  ) {}

  static async open(): Promise<Stage> {
    const databasePort = await findFreePort();
    const [load, collector, surroundings] = await Promise.all([
      startBesides<LoadCommands>('load-generator'),
      startBesides<CollectorCommands>('collector'),
      startBesides('shop-surroundings', { BENCH_DATABASE_PORT: String(databasePort) }),
    ]);
    const stage = new Stage(load, collector, {
      BENCH_DATABASE_URL: `postgres://postgres:postgres@127.0.0.1:${databasePort}/postgres`,
      BENCH_PRICES_URL: `http://127.0.0.1:${surroundings.ready.port}`,
    });
    stage.#children.push(load, collector, surroundings);
    return stage;
  }

  startCollector(): Promise<Collector> {
    return startBesides<CollectorCommands>('collector');
  }

  /** A server on its own processor. Whoever starts it stops it. */
  async startServer({
    configuration,
    platform,
    name,
    collector,
  }: ServerOrder): Promise<ServerProcess> {
    const { port } = (collector ?? this.collector).ready;
    const server = await Child.start<ServerCommands>({
      program: 'server',
      env: {
        ...this.shopEnv,
        BENCH_CONFIGURATION: configuration,
        BENCH_PLATFORM: platform,
        OTEL_SERVICE_NAME: 'bench',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${port}/${name}/v1/traces`,
      },
    });
    pin(server.pid, cpus.server);
    return server;
  }

  async close(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop()));
  }
}

async function startBesides<C extends Record<string, (argument: never) => unknown>>(
  program: string,
  env?: NodeJS.ProcessEnv,
): Promise<Child<C>> {
  const child = await Child.start<C>({ program, env });
  pin(child.pid, cpus.others);
  return child;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
