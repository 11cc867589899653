import path from 'node:path';
import { requireFile } from '../../packages/require-file.js';
import { findLoadedPackages } from './loaded-packages.js';

/** A module that is still being evaluated has not all its exports; the hook or a later sweep gets it. */
export function loadedExports(file: string): unknown {
  const entry = requireFile.cache[file];
  return entry?.loaded === true ? (entry.exports as unknown) : undefined;
}

/** The exports of files of a package, such as `lib/pool.js`, in each copy that has loaded them. */
export function exportsOfCopies(packageName: string, ...files: readonly string[]): unknown[] {
  return findLoadedPackages(new Set([packageName]))
    .flatMap(({ directory }) => files.map((file) => loadedExports(path.join(directory, file))))
    .filter((exports) => exports !== undefined);
}
