import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { placeOf } from './find-snippets.js';
import type { Snippet } from './find-snippets.js';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** What a reader has beside a snippet. */
const readersOwn = new Map([[`${repository}app.module.ts`, 'export declare class AppModule {}']]);

/**
 * What the compiler has against the snippets, as `README.md:12: Cannot find name 'Orders'.`
 * Each is a module of its own at the top of the repository, under our own compiler options, for
 * which `nestjs-tracing` and its subpaths are the sources in lib/. All are one program, since most
 * of its time goes into reading what they import.
 */
export function compileSnippets(snippets: readonly Snippet[]): string[] {
  const modules = new Map(
    snippets.map((snippet, index) => [`${repository}snippet-${index}.ts`, snippet]),
  );
  const program = createProgram(modules);
  return [...modules].flatMap(([path, snippet]) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map((found) => describeDiagnostic(snippet, found)),
  );
}

/** A program whose root files are held in memory, beside the real files of the repository. */
function createProgram(modules: ReadonlyMap<string, Snippet>): ts.Program {
  const options = snippetOptions();
  const host = ts.createCompilerHost(options);
  const onDisk = { fileExists: host.fileExists, readFile: host.readFile };
  const codeOf = (path: string) => modules.get(path)?.code ?? readersOwn.get(path);
  host.fileExists = (path) => codeOf(path) !== undefined || onDisk.fileExists(path);
  host.readFile = (path) => codeOf(path) ?? onDisk.readFile(path);
  return ts.createProgram([...modules.keys()], options, host);
}

function snippetOptions(): ts.CompilerOptions {
  const config = ts.readConfigFile(`${repository}tsconfig.json`, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, repository);
  return {
    ...options,
    paths: { ...options.paths, ...sourcesOfSubpaths() },
    // Two snippets without an import may both declare `app`.
    moduleDetection: ts.ModuleDetectionKind.Force,
    // A snippet may declare what only its reader goes on to use.
    noUnusedLocals: false,
    noUnusedParameters: false,
  };
}

type ExportTarget = string | { readonly [condition: string]: ExportTarget };

/** `nestjs-tracing/testing` is `lib/testing/index.ts`, as package.json has it built. */
function sourcesOfSubpaths(): Record<string, string[]> {
  const { name, exports } = JSON.parse(readFileSync(`${repository}package.json`, 'utf8')) as {
    name: string;
    exports: Record<string, ExportTarget>;
  };
  const entries = Object.entries(exports).map(
    ([subpath, target]) => [name + subpath.slice(1), declarationIn(target)] as const,
  );
  return Object.fromEntries(
    entries.flatMap(([subpath, file]) => (file === undefined ? [] : [[subpath, [sourceOf(file)]]])),
  );
}

/** The file under `types`, whatever conditions stand around it. */
function declarationIn(target: ExportTarget): string | undefined {
  if (typeof target === 'string') {
    return /\.d\.[cm]?ts$/.test(target) ? target : undefined;
  }
  const within = target.types === undefined ? Object.values(target) : [target.types];
  return within.map(declarationIn).find((file) => file !== undefined);
}

function sourceOf(declaration: string): string {
  return declaration.replace('./dist/', './lib/').replace(/\.d\.([cm]?ts)$/, '.$1');
}

function describeDiagnostic(snippet: Snippet, found: ts.Diagnostic): string {
  const lineInCode = found.file?.getLineAndCharacterOfPosition(found.start ?? 0).line ?? 0;
  const text = ts.flattenDiagnosticMessageText(found.messageText, '\n');
  return `${placeOf(snippet, lineInCode)}: ${text}`;
}
