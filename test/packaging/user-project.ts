import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNpm } from './run-command.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const apps = fileURLToPath(new URL('apps', import.meta.url));

/** Packs the library as `npm publish` would, and gives the path of the tarball. */
export async function packTarball(folder: string): Promise<string> {
  await runNpm(['pack', '--pack-destination', folder], repository);
  const [tarball] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm pack left no tarball in ${folder}`);
  return join(folder, tarball);
}

/** A project with the tarball, its required peers in this line of Nest, and nothing else. */
export async function installTarball(
  tarball: string,
  nestMajor: 11 | 12,
  project: string,
): Promise<void> {
  await mkdir(project);
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true }));
  await cp(apps, project, { recursive: true });
  const peers = [
    `@nestjs/common@${nestMajor}`,
    `@nestjs/core@${nestMajor}`,
    '@opentelemetry/api@>=1.9.0 <1.10.0',
    'reflect-metadata@0.2',
    'rxjs@7',
  ];
  await runNpm(['install', '--prefix', project, tarball, ...peers], project);
}
