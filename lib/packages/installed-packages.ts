import { createRequire } from 'node:module';

const requireHere = createRequire(import.meta.url);

/** For Node: every package is found on disk, from where this file is. */
export const requirePackage: (name: string) => unknown = requireHere;

/** The main file of the package that `requirePackage()` gives. @throws Error where there is none */
export function resolvePackage(name: string): string | undefined {
  return requireHere.resolve(name);
}

export const placement: 'bundle' | 'disk' = 'disk';
