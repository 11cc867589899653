import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { nodeBinary, supportedNodes } from './node-binary.js';
import {
  runCommand,
  runNpm,
  withoutExperimentalWarning,
  type CommandResult,
} from './run-command.js';
import { installTarball } from './user-project.js';

const tools = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));
const tarball = inject('tarball');
let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'nestjs-tracing-package-')));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the packed package on Nest 12, without an optional peer', () => {
  const project = (): string => join(folder, 'nest-12');
  beforeAll(async () => {
    await installTarball(tarball, 12, project());
    await Promise.all(supportedNodes.map(nodeBinary));
  });

  it('brings no optional peer along', () => {
    expect(existsSync(join(project(), 'node_modules/@nestjs/microservices'))).toBe(false);
  });

  it.each(supportedNodes)('boots from ESM and from CommonJS on Node %i', async (major) => {
    const node = await nodeBinary(major);

    const imported = await boot(node, 'boot.mjs', project());
    const required = await boot(node, 'boot.cjs', project());

    expect(imported).toContain('TracingModule');
    expect(required).toEqual(imported);
  });

  it.each(supportedNodes)('is one module to import and require on Node %i', async (major) => {
    const isSame = await run(await nodeBinary(major), 'load-both.mjs', project());

    expect(isSame).toBe(true);
  });

  it('is one module to import and require in a bundle', async () => {
    const { metafile } = await build({
      stdin: { contents: importAndRequire, resolveDir: project() },
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['@nestjs/*', '@opentelemetry/*'],
      metafile: true,
      write: false,
      logLevel: 'silent',
    });

    const files = Object.keys(metafile.inputs).filter((file) =>
      file.includes('nestjs-tracing/dist'),
    );
    expect(files.some((file) => file.endsWith('dist/esm/index.js'))).toBe(true);
    expect(files.filter((file) => file.includes('commonjs'))).toEqual([]);
  });
});

const importAndRequire = `
import { TracingModule } from 'nestjs-tracing';
console.log(TracingModule === require('nestjs-tracing').TracingModule);
`;

describe('the packed package on Nest 11', () => {
  const project = (): string => join(folder, 'nest-11');
  beforeAll(() => installTarball(tarball, 11, project()));

  it('boots from CommonJS', async () => {
    const required = await boot(await nodeBinary(20), 'boot.cjs', project());

    expect(required).toContain('TracingModule');
  });

  it('compiles as the Nest CLI set projects up before "nodenext"', async () => {
    await runNpm(['install', '--prefix', project(), 'typescript@5.7'], project());
    const strict = ['--strict', '--skipLibCheck', '--experimentalDecorators'];
    const options = ['--module', 'commonjs', '--target', 'es2023', '--emitDecoratorMetadata'];
    const tsc = join(project(), 'node_modules/.bin/tsc');

    expectSuccess(await runCommand(tsc, ['typed.ts', ...options, ...strict], { cwd: project() }));

    expect(await run(await nodeBinary(20), 'typed.js', project())).toBe(7);
  });
});

describe('the tarball', () => {
  it('is clean for publint', async () => {
    expectSuccess(await runTool('publint', ['run', tarball, '--strict']));
  });

  it('has the right types for are-the-types-wrong', async () => {
    // `esm-only` leaves out two resolutions: `node10`, which does not know `exports`, so that
    // `typesVersions` answers it but for the names of Jest and vitest, and CommonJS to ESM, which is
    // what require(esm) is for.
    //
    // `false-esm` compares the types with the file behind `require`, which Jest alone takes: it does
    // not know `module-sync`, by which Node gives the ES module that the types describe.
    const rules = ['--profile', 'esm-only', '--ignore-rules', 'false-esm'];
    expectSuccess(await runTool('attw', [tarball, ...rules]));
  });
});

/** Starts the application, and gives the names of what the package exports. */
async function boot(node: string, app: string, project: string): Promise<string[]> {
  return (await run(node, app, project)) as string[];
}

/** Runs a program of the project, and gives what it prints. */
async function run(node: string, app: string, project: string): Promise<unknown> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const result = await runCommand(node, [app], { cwd: project, env });
  expectSuccess(result);
  expect(withoutExperimentalWarning(result.stderr)).toBe('');
  return JSON.parse(result.stdout);
}

function runTool(name: string, args: string[]): Promise<CommandResult> {
  return runCommand(join(tools, name), args, { cwd: folder });
}

function expectSuccess({ exitCode, stdout, stderr }: CommandResult): void {
  expect(exitCode, `${stdout}${stderr}`).toBe(0);
}
