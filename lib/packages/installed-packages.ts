import { createRequire } from 'node:module';

/** For Node: every package is found on disk, from where this file is. */
export const requirePackage: (name: string) => unknown = createRequire(import.meta.url);

export const placement: 'bundle' | 'disk' = 'disk';
