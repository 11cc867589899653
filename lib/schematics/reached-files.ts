import { posix } from 'node:path';
import ts from 'typescript';
import type { ProjectFiles } from './schematic.interface.js';
import { findFile, readSource, resolveImport } from './source-files.js';

/** A file and all that it imports, whatever imports that, nearest first. */
export function* reachedFiles(
  files: ProjectFiles,
  start: string,
  sourceRoot: string,
): Generator<string> {
  const reached = new Set([start]);
  // Visits also what is added meanwhile.
  for (const file of reached) {
    yield file;
    for (const { fileName } of ts.preProcessFile(readSource(files, file)).importedFiles) {
      const there = resolveImport(files, file, fileName) ?? byPath(files, sourceRoot, fileName);
      if (there !== undefined) reached.add(there);
    }
  }
}

/** `src/core/core.module.ts` for `@/core/core.module`, `src/core/core.module` and `core/core.module`. */
function byPath(files: ProjectFiles, sourceRoot: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return undefined;
  const [, ...rest] = specifier.split('/');
  const paths = rest.length > 0 ? [rest.join('/'), specifier] : [specifier];
  return paths
    .map((path) => findFile(files, posix.join(sourceRoot, path)))
    .find((file) => file !== undefined);
}
