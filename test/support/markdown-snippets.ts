import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A fenced block of TypeScript in a Markdown file. */
interface Snippet {
  /** The line of the Markdown file on which the code begins, from 1. */
  line: number;
  code: string;
}

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** The blocks fenced as `ts` or `typescript`, in their order. */
export function findSnippets(markdown: string): Snippet[] {
  const fences = markdown.matchAll(/^```(?:ts|typescript)\n(.*?)^```$/gms);
  return [...fences].map(({ index, 1: code = '' }) => ({
    line: markdown.slice(0, index).split('\n').length + 1,
    code,
  }));
}

/**
 * What the compiler has against the snippets, as `README.md:12: Cannot find name 'Orders'.`
 * Each is a module of its own at the top of the repository, under our own compiler options, for
 * which `nestjs-tracing` is the source in lib/.
 */
export function checkSnippets(fileName: string, snippets: readonly Snippet[]): string[] {
  const modules = snippets.map((snippet) => ({
    ...snippet,
    path: `${repository}snippet-of-line-${snippet.line}.ts`,
  }));
  const program = createProgram(new Map(modules.map(({ path, code }) => [path, code])));
  return modules.flatMap(({ path, line }) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map((found) => describeDiagnostic(fileName, line, found)),
  );
}

/** A program whose root files are held in memory, beside the real files of the repository. */
function createProgram(files: ReadonlyMap<string, string>): ts.Program {
  const options = snippetOptions();
  const host = ts.createCompilerHost(options);
  const onDisk = { fileExists: host.fileExists, readFile: host.readFile };
  host.fileExists = (path) => files.has(path) || onDisk.fileExists(path);
  host.readFile = (path) => files.get(path) ?? onDisk.readFile(path);
  return ts.createProgram([...files.keys()], options, host);
}

function snippetOptions(): ts.CompilerOptions {
  const config = ts.readConfigFile(`${repository}tsconfig.json`, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, repository);
  return {
    ...options,
    // Two snippets without an import may both declare `app`.
    moduleDetection: ts.ModuleDetectionKind.Force,
    // A snippet may declare what only its reader goes on to use.
    noUnusedLocals: false,
    noUnusedParameters: false,
  };
}

function describeDiagnostic(fileName: string, firstLine: number, found: ts.Diagnostic): string {
  const lineInSnippet = found.file?.getLineAndCharacterOfPosition(found.start ?? 0).line ?? 0;
  const text = ts.flattenDiagnosticMessageText(found.messageText, '\n');
  return `${fileName}:${firstLine + lineInSnippet}: ${text}`;
}
