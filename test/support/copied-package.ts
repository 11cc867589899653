import { cp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

/**
 * A package as it is installed, under another version, as a dependency of a dependency brings one.
 *
 * @returns path to load it by
 */
export async function copyPackage(name: string, version: string, folder: string): Promise<string> {
  const copy = path.join(folder, 'node_modules', name);
  await cp(installedFolder(name), copy, { recursive: true, filter: isNeeded });
  const manifest = path.join(copy, 'package.json');
  const description = JSON.parse(await readFile(manifest, 'utf8')) as object;
  await writeFile(manifest, JSON.stringify({ ...description, version }));
  return copy;
}

/** Builds for browsers, types and maps are most of a package's files. */
function isNeeded(file: string): boolean {
  return !/\/(esm|esnext)$|\.(d\.ts|map)$/.test(file);
}

/** Where a package is installed, also one that lets nobody ask for its package.json. */
export function installedFolder(name: string): string {
  const main = require.resolve(name);
  const marker = `${path.sep}node_modules${path.sep}${name.replaceAll('/', path.sep)}`;
  return main.slice(0, main.lastIndexOf(marker) + marker.length);
}

/** A copy of the OpenTelemetry API, which also has its version in its code. */
export async function copyApi(version: string, folder: string): Promise<string> {
  const copy = await copyPackage('@opentelemetry/api', version, folder);
  const file = path.join(copy, 'build', 'src', 'version.js');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/VERSION = '[^']+'/, `VERSION = '${version}'`));
  return copy;
}
