import ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import { placeOf } from './find-snippets.js';
import type { Snippet } from './find-snippets.js';

/** What keeps the snippet from being read as JSON. */
export function checkJson(snippet: Snippet): string[] {
  try {
    JSON.parse(snippet.code);
    return [];
  } catch (error) {
    return [`${placeOf(snippet)}: ${firstLine((error as Error).message)}`];
  }
}

/** The same for JSON with comments, as tsconfig.json has them. */
export function checkJsonWithComments(snippet: Snippet): string[] {
  const { error } = ts.parseConfigFileTextToJson(snippet.file, snippet.code);
  return error === undefined
    ? []
    : [`${placeOf(snippet)}: ${ts.flattenDiagnosticMessageText(error.messageText, '\n')}`];
}

/** Whether it is JavaScript at all: what it imports is its reader's. */
export function checkJavaScript(snippet: Snippet): string[] {
  const { diagnostics = [] } = ts.transpileModule(snippet.code, {
    reportDiagnostics: true,
    fileName: 'snippet.js',
    compilerOptions: { allowJs: true, target: ts.ScriptTarget.ES2023 },
  });
  return diagnostics.map(
    ({ messageText }) =>
      `${placeOf(snippet)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  );
}

/** What keeps it from being read as YAML, of one document or several. */
export function checkYaml(snippet: Snippet): string[] {
  return [...parseAllDocuments(snippet.code)].flatMap(({ errors }) =>
    errors.map(
      ({ linePos, message }) =>
        `${placeOf(snippet, (linePos?.[0].line ?? 1) - 1)}: ${firstLine(message)}`,
    ),
  );
}

/** A message of a commit has the form that CONTRIBUTING.md asks for. */
export function checkCommit(snippet: Snippet): string[] {
  return /^[a-z]+\([\w-]+\): [a-z][^\n]{0,90}[^.\n]\n\n\S/.test(snippet.code)
    ? []
    : [`${placeOf(snippet)}: a commit is "type(room): what it does", and below a blank line why`];
}

/** A Dockerfile starts from an image of a fixed version, and knows no instruction of its own. */
export function checkDockerfile(snippet: Snippet): string[] {
  const lines = snippet.code.replaceAll(/\\\n/g, ' ').split('\n');
  const instructions = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const unknown = instructions.find((line) => !INSTRUCTION.test(line));
  if (unknown !== undefined) return [`${placeOf(snippet)}: no Dockerfile has "${unknown}"`];
  const from = instructions.find((line) => !line.startsWith('ARG ')) ?? '';
  return /^FROM \S+:(?!latest)\S+/.test(from)
    ? []
    : [`${placeOf(snippet)}: it must start FROM an image of a fixed version`];
}

const INSTRUCTION =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR) \S/;

/** What follows quotes the code, which the reader has before them. */
function firstLine(message: string): string {
  return message.split('\n')[0]!;
}
