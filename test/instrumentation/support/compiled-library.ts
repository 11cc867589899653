import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { describeLibrary } from '../../support/library-description.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const rooms = ['errors', 'instrumentation', 'packages', 'redaction', 'semconv', 'spans'];
const constants = ['tracing.constants.ts', 'tracing.internal-constants.ts'];

/** The library as plain JavaScript, for processes that run without a test runner. */
export interface CompiledLibrary {
  readonly url: string;
  remove(): Promise<void>;
}

/** Compiled anew from the sources, so that no test passes on an old build. */
export async function compileLibrary(): Promise<CompiledLibrary> {
  const folder = path.join(root, 'node_modules', '.cache', `nestjs-tracing-${process.pid}`);
  await Promise.all(constants.map((source) => compile(source, folder)));
  for (const room of rooms) {
    const files = await readdir(path.join(root, 'lib', room), { recursive: true });
    const sources = files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.join(room, file));
    await Promise.all(sources.map((source) => compile(source, folder)));
  }
  await writeFile(path.join(folder, 'package.json'), await describeLibrary('./'));
  return {
    url: pathToFileURL(`${folder}${path.sep}`).href,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function compile(source: string, folder: string): Promise<void> {
  const text = await readFile(path.join(root, 'lib', source), 'utf8');
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  const target = path.join(folder, source.replace(/\.ts$/, '.js'));
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, outputText);
}
