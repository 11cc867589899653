import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packTarball } from './user-project.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the packed library. */
    tarball: string;
    /** Folder of the projects with every version of Nest, which test files share. */
    projects: string;
  }
}

/** Packs the library once for all files, since packing builds it anew. */
export default async function pack({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'nestjs-tracing-packed-')));
  provide('tarball', await packTarball(folder));
  provide('projects', join(folder, 'projects'));
  return () => rm(folder, { recursive: true, force: true });
}
