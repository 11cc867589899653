import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { waitFor } from '../../support/wait-for.js';
import { runCommand } from '../run-command.js';
import { startApplication } from './started-application.js';
import type { StartedApplication } from './started-application.js';
import { starterProject } from './starter-project.js';

// Installing from a registry takes as long as the network does.
const timeout = 300_000;

describe('nest add nestjs-tracing', () => {
  // Side by side: either is one busy process after the other, and there are two cores.
  it.concurrent.for(['nest-12-esm', 'nest-11'] as const)(
    'takes a new project of %s to its first trace',
    { timeout },
    async (starter, { onTestFinished }) => {
      const project = await starterProject(starter, 'nest-add');

      const said = await nest(project, 'add', 'nestjs-tracing', '--skip-install');
      await nest(project, 'build');
      const application = await startApplication(project, { DEBUG: 'True' });
      onTestFinished(() => application.stop());
      await application.get('/');

      expect(said).toContain('TracingModule is in the imports of src/app.module.ts.');
      expect(await dependenciesOf(project)).toHaveProperty('@opentelemetry/api');
      expect(await firstTrace(application)).toEqual(['GET /', '└─ AppController.getHello']);
    },
  );
});

/** Runs the CLI of the project. */
async function nest(project: string, ...args: string[]): Promise<string> {
  const cli = join(project, 'node_modules/@nestjs/cli/bin/nest.js');
  const result = await runCommand(process.execPath, [cli, ...args], { cwd: project });
  const output = `${result.stdout}${result.stderr}`;
  if (result.exitCode !== 0) throw new Error(`nest ${args.join(' ')} failed\n${output}`);
  return output;
}

async function dependenciesOf(project: string): Promise<object> {
  const manifest = await readFile(join(project, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { dependencies: object }).dependencies;
}

/** The first column of the tree that the application prints. */
async function firstTrace({ stderr }: StartedApplication): Promise<string[]> {
  const printed = await waitFor('a trace on stderr', () =>
    /^GET \/ [^]*?(?=^trace [0-9a-f]{32})/m.exec(stderr()),
  );
  const lines = printed[0].trimEnd().split('\n');
  return lines.map((line) => line.split(/ {2,}/)[0] ?? '');
}
