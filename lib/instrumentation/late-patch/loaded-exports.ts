import path from 'node:path';
import { requireFile } from '../../packages/require-file.js';
import { findLoadedPackages } from './loaded-packages.js';

/** A module that is still being evaluated has not all its exports; the hook or a later sweep gets it. */
export function loadedExports(file: string): unknown {
  const entry = requireFile.cache[file];
  return entry?.loaded === true ? (entry.exports as unknown) : undefined;
}

/** The exports of one file of a package, such as `lib/pool.js`, in each copy that has loaded it. */
export function exportsOfCopies(packageName: string, file: string): unknown[] {
  return findLoadedPackages(new Set([packageName]))
    .map(({ directory }) => loadedExports(path.join(directory, file)))
    .filter((exports) => exports !== undefined);
}
