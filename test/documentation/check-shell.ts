import { readFileSync } from 'node:fs';
import { placeOf } from './find-snippets.js';
import type { Snippet } from './find-snippets.js';
import { isInRepository } from './markdown-files.js';

interface Manifest {
  readonly name: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly exports: object;
}

type Check = (words: readonly string[]) => string | undefined;

/** What the reader's own project has, once it is built. */
const OF_THE_READER = /^(dist|src)\//;

const manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as Manifest;

/** Each command a guide may tell the reader to type, and what can be wrong with it. */
const checks: Readonly<Record<string, Check>> = {
  cd: () => undefined,
  curl: checkUrl,
  docker: (words) => checkFlaggedFiles(words) ?? checkImage(words),
  git: () => undefined,
  jq: () => undefined,
  kubectl: checkFlaggedFiles,
  nest: () => undefined,
  node: checkNode,
  npm: checkNpm,
  npx: checkPaths,
};

/**
 * What is wrong with the commands of a snippet: npm scripts, files and programs that are not there,
 * images without a fixed version. Nothing is run.
 */
export function checkShell(snippet: Snippet): string[] {
  return commandsOf(snippet).flatMap(({ line, words }) => {
    const [program = '', ...others] = words;
    const check = checks[program];
    const wrong = check === undefined ? `nobody knows how to check "${program}"` : check(others);
    return wrong === undefined ? [] : [`${placeOf(snippet, line)}: ${wrong}`];
  });
}

/** The commands of a snippet, with the line on which each begins, from 0. */
export function commandsOf({ code }: Pick<Snippet, 'code'>): { line: number; words: string[] }[] {
  const joined = code.replaceAll(/\\\n\s*/g, '\u0000');
  let line = 0;
  return joined.split('\n').flatMap((text) => {
    const start = line;
    line += 1 + text.split('\u0000').length - 1;
    return text
      .replaceAll('\u0000', ' ')
      .replace(/(^|\s)#.*$/, '')
      .split(/&&|\|\||[|;]/)
      .map((command) => wordsOf(command))
      .filter((words) => words.length > 0)
      .map((words) => ({ line: start, words }));
  });
}

/** Without the variables set before the command; quotes keep words together. */
function wordsOf(command: string): string[] {
  const words = [...command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/['"]/g, ''),
  );
  return words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word)));
}

function checkNpm([command = '', ...others]: readonly string[]): string | undefined {
  const script = command === 'run' ? others.find((word) => !word.startsWith('-')) : command;
  const isScript = command === 'run' || command === 'test' || command === 'start';
  return isScript && manifest.scripts[script ?? ''] === undefined
    ? `package.json has no script "${script}"`
    : undefined;
}

function checkNode(words: readonly string[]): string | undefined {
  const preloads = words.filter((_, index) => /^(--import|--require|-r)$/.test(words[index - 1]!));
  const missing = preloads.find((name) => !isExported(name));
  return missing === undefined ? checkPaths(words) : `package.json exports no "${missing}"`;
}

function isExported(name: string): boolean {
  const subpath = name.replace(manifest.name, '.');
  return !name.startsWith(manifest.name) || Object.hasOwn(manifest.exports, subpath);
}

/** Words that look like paths of files of ours. */
function checkPaths(words: readonly string[]): string | undefined {
  return words
    .filter((word) => /^[\w.][\w./-]*\.\w+$/.test(word) && word.includes('/'))
    .map(missingFile)
    .find((wrong) => wrong !== undefined);
}

function checkFlaggedFiles(words: readonly string[]): string | undefined {
  return words
    .filter((_, index) => /^(-f|--file|-k|--filename)$/.test(words[index - 1] ?? ''))
    .map(missingFile)
    .find((wrong) => wrong !== undefined);
}

function missingFile(path: string): string | undefined {
  return OF_THE_READER.test(path) || isInRepository(path) ? undefined : `there is no ${path}`;
}

/** Flags of `docker run` whose value could be taken for an image. */
const NAMES_SOMETHING = /^(-[euvw]|--(name|network|env|user|volume|workdir|entrypoint))$/;

/** An image that is not pinned is another one tomorrow. */
function checkImage([command, ...words]: readonly string[]): string | undefined {
  if (command !== 'run' && command !== 'pull') return undefined;
  const image = words.find(
    (word, index) =>
      /^[a-z][\w.-]*(\/[\w.-]+)*(:[\w.-]+)?$/.test(word) &&
      !NAMES_SOMETHING.test(words[index - 1] ?? ''),
  );
  return image === undefined || !/:(?!latest)/.test(image)
    ? `the image "${image}" has no fixed version`
    : undefined;
}

function checkUrl(words: readonly string[]): string | undefined {
  const urls = words.filter((word) => /^https?:/.test(word));
  return urls.length > 0 && urls.every((url) => URL.canParse(url))
    ? undefined
    : 'curl needs a whole URL';
}
