import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { nodeBinary, supportedNodes } from './node-binary.js';
import { runCommand, withoutExperimentalWarning, type CommandResult } from './run-command.js';
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
});

describe('the packed package on Nest 11', () => {
  it('boots from CommonJS', async () => {
    const project = join(folder, 'nest-11');
    await installTarball(tarball, 11, project);

    const required = await boot(await nodeBinary(20), 'boot.cjs', project);

    expect(required).toContain('TracingModule');
  }, 300_000);
});

describe('the tarball', () => {
  it('is clean for publint', async () => {
    expectSuccess(await runTool('publint', ['run', tarball, '--strict']));
  });

  it('has the right types for are-the-types-wrong', async () => {
    // `esm-only` leaves out two resolutions: `node10`, which does not know `exports` and which no
    // supported Node uses, and CommonJS to ESM, which is what require(esm) is for.
    expectSuccess(await runTool('attw', [tarball, '--profile', 'esm-only']));
  });
});

/** Starts the application, and gives the names of what the package exports. */
async function boot(node: string, app: string, project: string): Promise<string[]> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const result = await runCommand(node, [app], { cwd: project, env });
  expectSuccess(result);
  expect(withoutExperimentalWarning(result.stderr)).toBe('');
  return JSON.parse(result.stdout) as string[];
}

function runTool(name: string, args: string[]): Promise<CommandResult> {
  return runCommand(join(tools, name), args, { cwd: folder });
}

function expectSuccess({ exitCode, stdout, stderr }: CommandResult): void {
  expect(exitCode, `${stdout}${stderr}`).toBe(0);
}
