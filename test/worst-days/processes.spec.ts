import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilePrograms, forgetPrograms } from '../support/compiled-program.js';
import { findFreePorts } from '../support/free-ports.js';
import { startProgram } from '../support/run-program.js';
import { HostileServer } from './hostile-server.js';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await compilePrograms(new URL('../soak/app/', import.meta.url));
}, 120_000);

afterAll(forgetPrograms);

/** The last words of a program, which say whether its promises were kept. */
async function runProgram(name: string, environment: Record<string, string>): Promise<string> {
  const program = join(folder, name);
  const env = { ...process.env, NODE_OPTIONS: '', ...environment };
  const options = { env, timeout: 50_000 };
  const { stdout } = await run(process.execPath, ['--expose-gc', program], options).catch(
    (error: unknown) => error as { stdout: string },
  );
  return stdout.trim().split('\n').at(-1)!;
}

describe('an application under load whose collector goes away and comes back', () => {
  it('answers every request, keeps within its bound, and accounts for every span', async () => {
    const end = await runProgram('outage.js', {
      RATE: '200',
      UP_S: '1',
      DOWN_S: '2',
      MAX_BUFFERED_BYTES: '65536',
    });

    expect(end).toBe('As promised.');
  }, 60_000);
});

describe('a process whose collector is no use', () => {
  it('is not held up at its end when nobody listens', async () => {
    const [port] = await findFreePorts(1);
    const program = await startProgram(
      new URL('../module/fixtures/http-service.ts', import.meta.url),
      { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
    );
    await program.written('asked');
    const since = performance.now();
    program.kill('SIGTERM');

    expect(await program.ended()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(performance.now() - since).toBeLessThan(4_500);
  });

  it('is not kept alive by a request that is never answered', async () => {
    const server = await new HostileServer().start();
    server.behaviour = () => {};
    const program = await startProgram(new URL('fixtures/short-script.ts', import.meta.url), {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.port}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '60000',
    });
    await program.written('done');
    const since = performance.now();

    expect(await program.ended()).toEqual({ code: 0, signal: null });
    expect(performance.now() - since).toBeLessThan(4_500);
    expect(server.requests).toBeGreaterThan(0);
    await server.stop();
  });
});

describe('a testing module made and closed 100 times, without a collector', () => {
  it('leaves nothing behind', async () => {
    const end = await runProgram('cycles.js', {
      CYCLES: '100',
      // What a testing module takes is many times that, code that is still being compiled is not.
      MAX_KB_PER_CYCLE: '15',
    });

    expect(end).toBe('No leak.');
  }, 60_000);
});
