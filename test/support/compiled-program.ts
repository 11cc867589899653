import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describeLibrary } from './library-description.js';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const folder = path.join(repository, 'node_modules', '.cache', `programs-${process.pid}`);

let library: Promise<void> | undefined;

/**
 * A TypeScript file as a program Node runs by itself, in which `nestjs-tracing` is the library
 * compiled anew from its sources, so that no test passes on an old build. A `.cts` file becomes
 * CommonJS.
 *
 * @returns path of the JavaScript file
 */
export async function compileProgram(file: URL): Promise<string> {
  library ??= compileLibrary();
  await library;
  const source = fileURLToPath(file);
  const target = path.join(folder, path.basename(source).replace(/ts$/, 'js'));
  await compile(source, target);
  return target;
}

/**
 * The same for a program of several files: a folder of TypeScript, without its tests.
 *
 * @returns path of the folder of JavaScript
 */
export async function compilePrograms(source: URL): Promise<string> {
  library ??= compileLibrary();
  await library;
  const root = fileURLToPath(source);
  const target = path.join(folder, path.basename(root));
  await compileFolder(root, target);
  return target;
}

export async function forgetPrograms(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

async function compileLibrary(): Promise<void> {
  await compileFolder(path.join(repository, 'lib'), path.join(folder, 'lib'));
  await writeFile(path.join(folder, 'package.json'), await describeLibrary('./lib/'));
}

async function compileFolder(root: string, target: string): Promise<void> {
  const files = await readdir(root, { recursive: true });
  const sources = files.filter((file) => /\.c?ts$/.test(file) && !file.endsWith('.spec.ts'));
  await Promise.all(
    sources.map((source) =>
      compile(path.join(root, source), path.join(target, source.replace(/ts$/, 'js'))),
    ),
  );
}

async function compile(source: string, target: string): Promise<void> {
  const { outputText } = ts.transpileModule(await readFile(source, 'utf8'), {
    fileName: source,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: source.endsWith('.cts') ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  });
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, outputText);
}
