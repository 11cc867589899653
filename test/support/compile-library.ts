import { execFile } from 'node:child_process';
import { cp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { compileFolder } from './compile-folder.js';
import { isBuilt } from './is-built.js';
import { COMPILED_MARK } from './library-description.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of the library as plain JavaScript, once its mark is there. */
    compiledLibrary: string;
  }
}

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../', import.meta.url));
const folder = path.join(repository, 'node_modules', '.cache', `library-${process.pid}`);

/** Each project of Vitest has a copy of this module, in one process. */
const shared = globalThis as { compilingLibrary?: Promise<void> };

/**
 * Compiles the library from its sources, unless that has just been done, so that no test passes on an
 * old build: once for all files of a run, and while those that need none of it are under way.
 */
export default function setup(project: TestProject): () => Promise<void> {
  project.provide('compiledLibrary', folder);
  if (shared.compilingLibrary === undefined) {
    shared.compilingLibrary = compile();
    // Vitest tells it to all of them, whichever project asked.
    project.onTestsRerun(async () => {
      await shared.compilingLibrary;
      shared.compilingLibrary = compile();
    });
  }
  return async () => {
    await shared.compilingLibrary;
    await rm(folder, { recursive: true, force: true });
  };
}

async function compile(): Promise<void> {
  const mark = path.join(folder, COMPILED_MARK);
  await rm(mark, { force: true });
  if (isBuilt) {
    await cp(path.join(repository, 'dist'), folder, { recursive: true });
  } else {
    await compileFolder(path.join(repository, 'lib'), folder);
    await run(process.execPath, [path.join(repository, '.ci/bundle-library.mjs'), folder]);
  }
  await writeFile(mark, '');
}
