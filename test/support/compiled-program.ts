import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFile, compileFolder } from './compile-folder.js';
import { copyLibrary } from './compiled-library.js';
import { describeLibrary } from './library-description.js';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const folder = path.join(repository, 'node_modules', '.cache', `programs-${process.pid}`);

let library: Promise<void> | undefined;

/**
 * A TypeScript file as a program Node runs by itself, in which `nestjs-tracing` is the library
 * compiled from its sources. A `.cts` file becomes CommonJS.
 *
 * @returns path of the JavaScript file
 */
export async function compileProgram(file: URL): Promise<string> {
  library ??= placeLibrary();
  await library;
  const source = fileURLToPath(file);
  const target = path.join(folder, path.basename(source).replace(/ts$/, 'js'));
  await compileFile(source, target);
  return target;
}

/**
 * The same for a program of several files: a folder of TypeScript, without its tests.
 *
 * @returns path of the folder of JavaScript
 */
export async function compilePrograms(source: URL): Promise<string> {
  library ??= placeLibrary();
  await library;
  const root = fileURLToPath(source);
  const target = path.join(folder, path.basename(root));
  await compileFolder(root, target);
  return target;
}

export async function forgetPrograms(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

async function placeLibrary(): Promise<void> {
  await copyLibrary(path.join(folder, 'lib'));
  await writeFile(path.join(folder, 'package.json'), await describeLibrary('./lib/'));
}
