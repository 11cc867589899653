import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { runCommand, runNpm } from '../run-command.js';
import type { CommandResult } from '../run-command.js';
import { starterProject } from './starter-project.js';
import { addTestedOrders, traceAppModule } from './traced-orders.js';

const matchers = `import 'nestjs-tracing/testing/jest';`;

/** Both specs of a new project, and three tests of each of the two files added. */
const testsOfProject = 2 + 2 * 3;

describe('a new project of Nest 11, traced by one line', () => {
  let project: string;
  let swc: string;
  beforeAll(async () => {
    project = await starterProject('nest-11', 'jest');
    swc = await installSwc();
    await traceAppModule(project);
    await addTestedOrders(project, { matchers });
  });

  it('passes its own tests and those with the test kit, by ts-jest and by SWC', async () => {
    const manifest = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as Manifest;
    const generated = { ...manifest.jest, rootDir: '.', testRegex: String.raw`[.-]spec\.ts$` };
    const bySwc = { ...generated, transform: { [String.raw`^.+\.(t|j)s$`]: swcTransform(swc) } };

    const result = await runJest(process.execPath, project, [generated, bySwc]);

    expectPassed(result, 2 * testsOfProject);
  });
});

describe('a new project of Nest 12 in ESM, traced by one line', () => {
  let project: string;
  beforeAll(async () => {
    project = await starterProject('nest-12-esm', 'vitest');
    await traceAppModule(project);
    await addTestedOrders(project, { ending: '.js' });
    await configureVitest(join(project, 'vitest.config.ts'));
  });

  it('passes its own tests and those with the test kit, by vitest', async () => {
    const vitest = join(project, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', '--reporter=json'];

    const result = await runCommand(process.execPath, args, { cwd: project, env: environment() });

    expectPassed(result, testsOfProject);
  });
});

interface Manifest {
  readonly jest: object;
}

/** One Jest for all: to start it takes longer than the tests do. */
async function runJest(node: string, project: string, projects: object[]): Promise<CommandResult> {
  await writeFile(join(project, 'jest.all.json'), JSON.stringify({ projects }));
  const jest = join(project, 'node_modules/jest/bin/jest.js');
  // Looking for open handles has all files run one after the other, in one process.
  const args = [jest, '--config=jest.all.json', '--json', '--detectOpenHandles'];
  return runCommand(node, args, { cwd: project, env: environment() });
}

function expectPassed({ exitCode, stdout, stderr }: CommandResult, tests: number): void {
  expect(exitCode, `${stdout}${stderr}`).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: tests, numFailedTests: 0 });
  expect(stderr).not.toMatch(/open handle|did not exit/);
}

/** Beside the projects, to whose packages nothing may be added. */
async function installSwc(): Promise<string> {
  const folder = join(inject('projects'), 'swc');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{}');
  await runNpm(
    ['install', '--prefer-offline', '--no-audit', '@swc/core@1', '@swc/jest@0.2'],
    folder,
  );
  return join(folder, 'node_modules/@swc/jest');
}

/** As the documentation of Nest sets SWC up. */
function swcTransform(swc: string): [string, object] {
  const parser = { syntax: 'typescript', decorators: true };
  const transform = { legacyDecorator: true, decoratorMetadata: true };
  return [swc, { swcrc: false, jsc: { target: 'es2022', parser, transform } }];
}

/** With the matchers, and for both kinds of tests, which a new project keeps in two files. */
async function configureVitest(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const setup = `test: { setupFiles: ['nestjs-tracing/testing/vitest'],`;
  await writeFile(file, text.replace('test: {', setup).replace('**/*.spec.ts', '**/*spec.ts'));
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME };
}
