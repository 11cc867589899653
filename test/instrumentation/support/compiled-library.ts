import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { copyLibrary } from '../../support/compiled-library.js';
import { describeLibrary } from '../../support/library-description.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const rooms = ['errors', 'instrumentation', 'packages', 'redaction', 'semconv', 'spans'];
const constants = ['tracing.constants.js', 'tracing.internal-constants.js'];

/** The library as plain JavaScript, for processes that run without a test runner. */
export interface CompiledLibrary {
  readonly url: string;
  remove(): Promise<void>;
}

export async function compileLibrary(): Promise<CompiledLibrary> {
  const folder = path.join(root, 'node_modules', '.cache', `nestjs-tracing-${process.pid}`);
  await copyLibrary(folder, [...rooms, ...constants]);
  await writeFile(path.join(folder, 'package.json'), await describeLibrary('./'));
  return {
    url: pathToFileURL(`${folder}${path.sep}`).href,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
