import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { runCommand, runNpm } from '../run-command.js';
import { starters, unusedPackages } from './starters.js';
import type { StarterName } from './starters.js';

/**
 * A project as the Nest CLI makes it, with the packed library installed and `@opentelemetry/api`
 * beside it, as npm installs a peer. It is a copy of its own, whose packages are shared: change its
 * sources as you like, and install nothing.
 *
 * @param copy name of the folder, which no other test may use
 * @returns the path of the project
 */
export async function starterProject(name: StarterName, copy: string): Promise<string> {
  const installed = join(inject('projects'), 'starters', name);
  if (!existsSync(join(installed, 'node_modules/nestjs-tracing'))) await install(name, installed);
  const project = join(inject('projects'), 'starters', `${name}-${copy}`);
  const packages = join(installed, 'node_modules');
  await cp(installed, project, { recursive: true, filter: (path) => path !== packages });
  await symlink(packages, join(project, 'node_modules'));
  return project;
}

async function install(name: StarterName, project: string): Promise<void> {
  const { cli, command } = starters[name];
  await mkdir(project, { recursive: true });
  // Without a package.json, which the CLI is to make; it stays as the CLI of the project.
  await runNpm(
    [...installQuietly, '--no-save', '--no-package-lock', `@nestjs/cli@${cli}`],
    project,
  );
  await generate(project, command);
  await dropUnusedPackages(join(project, 'package.json'));
  await runNpm([...installQuietly, inject('tarball')], project);
}

const installQuietly = ['install', '--prefer-offline', '--no-audit', '--no-fund'];

async function generate(project: string, [program, ...args]: readonly string[]): Promise<void> {
  const file = join(project, 'node_modules', String(program));
  const result = await runCommand(process.execPath, [file, ...args], { cwd: project });
  if (!existsSync(join(project, 'package.json'))) {
    throw new Error(`The Nest CLI made no project\n${result.stdout}${result.stderr}`);
  }
}

/** A third of the packages, and of the time. */
async function dropUnusedPackages(file: string): Promise<void> {
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  for (const unused of unusedPackages) delete manifest.devDependencies[unused];
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

interface Manifest {
  readonly devDependencies: Record<string, string>;
}
