import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { EngineName, TracingModuleOptions } from '../../lib/index.js';
import { Collector } from '../engine/support/collector.js';
import type { Answer } from '../engine/support/collector.js';
import { forgetPrograms } from '../support/compiled-program.js';
import { startProgram } from '../support/run-program.js';
import type { RunningProgram } from '../support/run-program.js';
import { waitFor } from '../support/wait-for.js';
import { Load } from './load.js';

const service = new URL('./fixtures/busy-service.ts', import.meta.url);

const bySigterm = { code: null, signal: 'SIGTERM' };

afterAll(forgetPrograms);

/** A process with the service in it, and a collector of its own. */
interface Started {
  readonly program: RunningProgram;
  readonly url: string;
  /** Names of the spans that were delivered. */
  readonly names: () => string[];
  /** Traces of which the SERVER span was delivered. */
  readonly traces: () => Set<string>;
}

async function start(
  environment: Readonly<Record<string, string>>,
  options: TracingModuleOptions = {},
  answer?: Answer,
): Promise<Started> {
  const collector = await Collector.start();
  onTestFinished(() => collector.stop());
  collector.answer = answer ?? collector.answer;
  const given: TracingModuleOptions = {
    otlp: { url: collector.url },
    instrumentations: false,
    http: { traceResponseHeader: 'x-trace-id' },
    ...options,
  };
  const program = await startProgram(service, { TRACING: JSON.stringify(given), ...environment });
  await program.written('\n');
  return {
    program,
    url: program.stdout().split('\n')[0]!,
    names: () => collector.spans().map(({ name }) => name),
    traces: () => {
      const servers = collector.spans().filter(({ name }) => name === 'GET /work/:ms');
      return new Set(servers.map(({ traceId }) => traceId));
    },
  };
}

async function ask(url: string): Promise<void> {
  const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
  await once(response.resume(), 'end');
}

/** Asks for what takes longer than the test. */
async function askInVain({ program, url }: Started): Promise<void> {
  get(`${url}/work/60000`).on('error', () => undefined);
  await program.written('working');
}

interface UnderLoad {
  readonly engine: EngineName;
  readonly by: string;
  readonly environment: Record<string, string>;
  readonly end: object;
}

const alone = { by: 'nobody', environment: {}, end: bySigterm };
const listener = {
  by: 'a listener that exits',
  environment: { ENDS_BY: 'listener' },
  end: { code: 7, signal: null },
};
const hooks = { by: 'the shutdown hooks of Nest', environment: { HOOKS: 'true' }, end: bySigterm };

const underLoad: UnderLoad[] = [
  { engine: 'fast', ...alone },
  { engine: 'fast', ...hooks },
  { engine: 'fast', ...listener },
  { engine: 'stock', ...alone },
  { engine: 'stock', ...listener },
];

describe('SIGTERM under load', () => {
  it.each(underLoad)('that $by hears loses no answered request, engine $engine', async (given) => {
    const { program, url, traces } = await start(given.environment, { engine: given.engine });
    const load = new Load(`${url}/work/5`, 8);
    await waitFor('some answers', () => load.answered.length > 50);

    program.kill('SIGTERM');

    expect(await program.ended()).toEqual(given.end);
    await load.ended();
    const there = traces();
    expect(load.answered.filter((traceId) => !there.has(traceId))).toEqual([]);
  });
});

describe('SIGTERM without shutdown hooks', () => {
  it('lets the request in hand be answered', async () => {
    const { program, url, traces } = await start({});
    const asked = fetch(`${url}/work/300`);
    await program.written('working');

    program.kill('SIGTERM');

    const [end, { status, headers }] = await Promise.all([program.ended(), asked]);
    expect([end, status]).toEqual([bySigterm, 200]);
    expect(traces()).toEqual(new Set([headers.get('x-trace-id')]));
  });

  it('leaves it to a library that ends the process when nobody else listens', async () => {
    const { program } = await start({ ENDS_BY: 'polite listener' });

    program.kill('SIGTERM');

    expect(await program.ended()).toEqual(bySigterm);
  });

  it('takes no longer than it may with a request that does not end', async () => {
    // A quarter of it is for delivery.
    const started = await start({}, { shutdownTimeoutMs: 2_000 });
    await ask(`${started.url}/work/1`);
    await askInVain(started);
    const begun = performance.now();

    started.program.kill('SIGTERM');

    expect(await started.program.ended()).toEqual(bySigterm);
    expect(performance.now() - begun).toBeLessThan(4_500);
    expect(started.traces().size).toBe(1);
  });

  it('ends the process at once when another signal follows', async () => {
    const started = await start({}, { shutdownTimeoutMs: 60_000 });
    await askInVain(started);

    started.program.kill('SIGTERM');
    await waitFor('the end', () => {
      started.program.kill('SIGINT');
      return started.program.hasEnded();
    });

    expect(await started.program.ended()).toEqual({ code: null, signal: 'SIGINT' });
  });

  it('is none of our business with shutdown: { onSignals: false }', async () => {
    const { program, url, names } = await start({}, { shutdown: { onSignals: false } });
    await ask(`${url}/work/1`);

    program.kill('SIGTERM');

    expect(await program.ended()).toEqual(bySigterm);
    expect(names()).toEqual([]);
  });
});

describe('a process that ends without closing its application', () => {
  it.each(['exit', 'throw', 'reject'])('delivers, and ends as without us, by %s', async (way) => {
    const untraced = await start({ TRACING: 'off', WAY_OUT: way });
    const traced = await start({ WAY_OUT: way });
    await ask(`${traced.url}/work/1`);
    await ask(`${traced.url}/leave`);
    await ask(`${untraced.url}/leave`);

    expect(await traced.program.ended()).toEqual(await untraced.program.ended());
    expect(traced.program.stderr()).toBe(untraced.program.stderr());
    expect(traced.names().toSorted()).toEqual([
      'GET /leave',
      'GET /work/:ms',
      'WorkController.leave',
      'WorkController.work',
    ]);
  });

  it.each([
    { state: 'has nothing left to do', way: 'nothing to do', code: 0, name: 'the work' },
    { state: 'did not start', way: 'init', code: 1, name: 'failing to start' },
  ])('delivers the spans of one that $state', async ({ way, code, name }) => {
    const { program, names } = await start({ WAY_OUT: way });

    expect(await program.ended()).toEqual({ code, signal: null });
    expect(names()).toContain(name);
  });

  it('delivers nothing with shutdown: { onExit: false }', async () => {
    const { program, url, names } = await start(
      { WAY_OUT: 'exit' },
      { shutdown: { onExit: false } },
    );

    await ask(`${url}/leave`);

    expect(await program.ended()).toEqual({ code: 3, signal: null });
    expect(names()).toEqual([]);
  });
});

describe('a process that closes its application', () => {
  it('delivers what later shutdown hooks do, and ends by itself', async () => {
    const { program, url, names } = await start({});

    await ask(`${url}/leave`);

    expect(await program.ended()).toEqual({ code: 0, signal: null });
    expect(names().toSorted()).toEqual(['GET /leave', 'WorkController.leave', 'last words']);
  });
});

describe('the end of a process whose collector does not answer', () => {
  it.each([
    { way: 'exit', end: { code: 3, signal: null } },
    { way: 'SIGTERM', end: bySigterm },
  ])('takes no longer than it may, by $way', async ({ way, end }) => {
    const { program, url } = await start(
      { WAY_OUT: 'exit' },
      { shutdownTimeoutMs: 500 },
      () => undefined,
    );
    await ask(`${url}/work/1`);
    const begun = performance.now();

    if (way === 'exit') {
      await ask(`${url}/leave`);
    } else {
      program.kill('SIGTERM');
    }

    expect(await program.ended()).toEqual(end);
    expect(performance.now() - begun).toBeLessThan(4_500);
  });

  it('takes no time when nothing listens there', async () => {
    const { program, url } = await start(
      { WAY_OUT: 'exit' },
      { otlp: { url: `http://127.0.0.1:${await closedPort()}/v1/traces` } },
    );
    const begun = performance.now();

    await ask(`${url}/leave`);

    expect(await program.ended()).toEqual({ code: 3, signal: null });
    expect(performance.now() - begun).toBeLessThan(4_500);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
