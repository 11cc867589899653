import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

/** Every TypeScript file below `root` but tests as JavaScript, at the same place below `target`. */
export async function compileFolder(root: string, target: string): Promise<void> {
  const files = await readdir(root, { recursive: true });
  const sources = files.filter((file) => /\.c?ts$/.test(file) && !file.endsWith('.spec.ts'));
  await Promise.all(
    sources.map((source) =>
      compileFile(path.join(root, source), path.join(target, source.replace(/ts$/, 'js'))),
    ),
  );
}

/** A `.cts` file becomes CommonJS. */
export async function compileFile(source: string, target: string): Promise<void> {
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
