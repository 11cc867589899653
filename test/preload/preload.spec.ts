import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileProgram, forgetPrograms } from '../support/compiled-program.js';
import { installedNodes } from '../support/installed-nodes.js';
import { startLoopbackServer } from '../support/loopback-server.js';
import type { LoopbackServer } from '../support/loopback-server.js';
import { tree } from '../support/span-tree.js';
import { waitFor } from '../support/wait-for.js';
import { PreloadedPrograms } from './run-preloaded.js';

const parts = ['echo-service', 'import-hook', 'quick-clock', 'serve-once', 'tracing'];
const byImport = '--import nestjs-tracing/register';
const byRequire = '--require nestjs-tracing/register';
const [, ...otherNodes] = installedNodes;

const reachedByForRoot = {
  'esm-application.ts': tree(`
    orders CLIENT GET
      orders SERVER GET /work
        orders INTERNAL WorkController.work
          orders CLIENT GET
  `),
  // \`get\` was taken out of its module before.
  'cjs-application.cts': tree(`
    orders CLIENT GET
      orders SERVER GET /work
        orders INTERNAL WorkController.work
  `),
};
const reachedByPreload = {
  'esm-application.ts': tree(`
    orders INTERNAL work before forRoot()
    orders CLIENT GET
      orders SERVER GET /work
        orders INTERNAL WorkController.work
          orders CLIENT GET
          orders PRODUCER send orders
          orders CLIENT grpc.Mirror/Echo
            orders SERVER grpc.Mirror/Echo
          orders INTERNAL graphql.parse
          orders INTERNAL query
  `),
  'cjs-application.cts': tree(`
    orders INTERNAL work before forRoot()
    orders CLIENT GET
      orders SERVER GET /work
        orders INTERNAL WorkController.work
          orders CLIENT GET
          orders INTERNAL graphql.parse
  `),
};
type Application = keyof typeof reachedByPreload;
const applications = Object.keys(reachedByPreload) as Application[];

let server: LoopbackServer;
let programs: PreloadedPrograms;

beforeAll(async () => {
  server = await startLoopbackServer();
  programs = new PreloadedPrograms(server);
  for (const part of parts) {
    await compileProgram(new URL(`./fixtures/${part}.ts`, import.meta.url));
  }
});

afterAll(async () => {
  await server.close();
  await forgetPrograms();
});

/** Nothing is said, nothing is lost, and nothing goes where the variables say. */
const silent = { code: 0, stderr: '', fromEnvironment: '' };

describe.each(applications)('a preload of %s', (file) => {
  it('is for what forRoot() cannot reach', async () => {
    const ended = await programs.run({ file });

    expect(ended).toMatchObject({ ...silent, fromCode: reachedByForRoot[file] });
  });

  it.each([byImport, byRequire])('reaches it with %s', async (flags) => {
    const ended = await programs.run({ file, flags });

    expect(ended).toMatchObject({ ...silent, fromCode: reachedByPreload[file] });
  });

  describe.each(otherNodes)('on Node $version', ({ path: node, isThere }) => {
    it.skipIf(!isThere)('reaches it too', async () => {
      const flags = file === 'esm-application.ts' ? byImport : byRequire;

      const ended = await programs.run({ file, flags, node });

      expect(ended).toMatchObject({ ...silent, fromCode: reachedByPreload[file] });
    });
  });
});

describe('a preload', () => {
  const file = 'cjs-application.cts';
  const fromCode = reachedByPreload[file];

  it.each([`${byImport} ${byRequire}`, `${byRequire} ${byImport}`])(
    'makes nothing twice with %s',
    async (flags) => {
      expect(await programs.run({ file, flags })).toMatchObject({ ...silent, fromCode });
    },
  );

  // The hook is for modules that are imported.
  it.each([`--import ./import-hook.js ${byImport}`, `${byImport} --import ./import-hook.js`])(
    'makes nothing twice with %s',
    async (flags) => {
      const ended = await programs.run({ file: 'esm-application.ts', flags });

      expect(ended).toMatchObject({ ...silent, fromCode: reachedByPreload['esm-application.ts'] });
    },
  );

  it('waits for the options of forRootAsync()', async () => {
    const environment = { OPTIONS: 'async' };

    const ended = await programs.run({ file, flags: byImport, environment });

    expect(ended).toMatchObject({ ...silent, fromCode });
  });

  it('makes no spans when the code switches tracing off', async () => {
    const environment = { ENABLED: 'false' };

    const ended = await programs.run({ file, flags: byImport, environment });

    expect(ended).toMatchObject({ ...silent, fromCode: '' });
  });

  it('does nothing when OTEL_SDK_DISABLED is true', async () => {
    const environment = { OTEL_SDK_DISABLED: 'true' };

    const ended = await programs.run({ file, flags: byImport, environment });

    expect(ended).toMatchObject({ ...silent, fromCode: reachedByForRoot[file] });
  });

  it('refuses to start with a variable that cannot be used', async () => {
    const environment = { OTEL_TRACES_SAMPLER: 'sometimes' };

    const { code, stdout, stderr } = await programs.run({ file, flags: byImport, environment });

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      'TracingConfigurationError: TracingModule: OTEL_TRACES_SAMPLER must be one of ',
    );
    expect(stderr).toContain('but got "sometimes" (string).');
  });
});

describe('a preload without an application', () => {
  const silentWithoutCode = { code: 0, stderr: '', fromCode: '' };

  it.each([byImport, byRequire])('delivers as variables say at the end, by %s', async (flags) => {
    const environment = { OTEL_SERVICE_NAME: 'nightly' };

    const ended = await programs.run({ file: 'script.ts', flags, environment });

    expect(ended).toMatchObject({
      ...silentWithoutCode,
      stdout: 'rxjs is loaded: false\n',
      fromEnvironment: tree(`
        nightly INTERNAL the script
          nightly CLIENT GET
      `),
    });
  });

  it('goes on without spans when the exporter cannot be made', async () => {
    const environment = { OTEL_EXPORTER_OTLP_CERTIFICATE: '/nowhere.pem' };

    const ended = await programs.run({ file: 'script.ts', flags: byImport, environment });

    expect(ended).toMatchObject({
      ...silentWithoutCode,
      stdout: 'rxjs is loaded: false\n',
      fromEnvironment: '',
    });
  });

  it('delivers more spans than it can hold', async () => {
    const environment = { OTEL_SERVICE_NAME: 'nightly', STEPS: '3000' };

    const ended = await programs.run({ file: 'script.ts', flags: byImport, environment });

    expect(ended).toMatchObject(silentWithoutCode);
    expect(ended.fromEnvironment.match(/nightly INTERNAL step/g)).toHaveLength(3_000);
  });

  it('lets worker threads deliver for themselves', async () => {
    const environment = { OTEL_SERVICE_NAME: 'nightly' };

    const ended = await programs.run({ file: 'workers.ts', flags: byImport, environment });

    expect(ended).toMatchObject({
      ...silentWithoutCode,
      stdout: 'the worker ended with 0\n',
      fromEnvironment: tree(`
        nightly INTERNAL main thread
        nightly INTERNAL worker thread
      `),
    });
  });

  it('delivers after a while, and hands over to an application that comes still later', async () => {
    const { running, spansAt } = await programs.start({
      file: 'late-application.ts',
      flags: `--import ./quick-clock.js ${byImport}`,
      environment: { OTEL_SERVICE_NAME: 'nightly', OTEL_BSP_SCHEDULE_DELAY: '1000' },
    });
    await waitFor('spans', () => spansAt('environment') !== '');

    running.kill('SIGUSR2');

    await waitFor('spans by forRoot()', () => spansAt('code') !== '');
    running.kill('SIGTERM');
    expect(await running.ended()).toMatchObject({ signal: 'SIGTERM' });
    expect(running.stderr()).toBe('');
    expect(spansAt('code')).toBe('orders INTERNAL after forRoot()');
    expect(spansAt('environment')).toBe(
      tree(`
        nightly INTERNAL at the start
        nightly INTERNAL right before forRoot()
      `),
    );
  });
});
