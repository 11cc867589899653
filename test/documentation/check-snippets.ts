import {
  checkCommit,
  checkDockerfile,
  checkJavaScript,
  checkJson,
  checkJsonWithComments,
  checkYaml,
} from './check-data.js';
import { checkShell } from './check-shell.js';
import { checkText, testNamedBy } from './check-text.js';
import { compileSnippets } from './compile-snippets.js';
import { placeOf } from './find-snippets.js';
import type { Snippet } from './find-snippets.js';
import type { Scene } from './scenes.js';

const checksByLanguage: Readonly<Record<string, (snippet: Snippet) => string[]>> = {
  dockerfile: checkDockerfile,
  gitcommit: checkCommit,
  js: checkJavaScript,
  json: checkJson,
  jsonc: checkJsonWithComments,
  sh: checkShell,
  text: checkText,
  yaml: checkYaml,
};

const isTypeScript = ({ language }: Snippet): boolean => language === 'ts';

/** What is wrong with the snippets, but for what running them shows. */
export function checkSnippets(snippets: readonly Snippet[], scenes: readonly Scene[]): string[] {
  const compared = new Set(scenes.flatMap(({ texts }) => texts));
  const others = snippets.filter((one) => !isTypeScript(one) && !compared.has(one));
  return [
    ...snippets.flatMap(checkMark),
    ...others.flatMap(checkOne),
    ...compileSnippets(snippets.filter(isTypeScript)),
  ];
}

function checkOne(snippet: Snippet): string[] {
  const check = checksByLanguage[snippet.language];
  return check === undefined
    ? [`${placeOf(snippet)}: nobody knows how to check "${snippet.language}"`]
    : check(snippet);
}

/** A mark with a mistake in it would leave its block unchecked. */
function checkMark(snippet: Snippet): string[] {
  const { mark = '', language } = snippet;
  const isProgramMark = /^(run|start)\b/.test(mark);
  const isKnown = /^(start|run|run as a function|run with [\w, ]+)$/.test(mark);
  return isProgramMark && !(isKnown && language === 'ts')
    ? [`${placeOf(snippet)}: nobody knows the mark "${mark}"`]
    : [];
}

/** How each snippet is checked, one a line. */
export function listSnippets(snippets: readonly Snippet[], scenes: readonly Scene[]): string {
  const started = new Set(scenes.flatMap(({ programs }) => programs));
  const typed = new Set(scenes.flatMap(({ requests, events }) => [...requests, ...events]));
  const compared = new Set(scenes.flatMap(({ texts }) => texts));
  return snippets
    .map((snippet) => {
      const how = [
        started.has(snippet) && 'compiled and started',
        typed.has(snippet) && 'sent to the program above it',
        compared.has(snippet) && 'compared with what the program above it does',
      ].find((one) => one !== false);
      return `${placeOf(snippet)}  ${snippet.language}  ${how ?? defaultWay(snippet)}`;
    })
    .join('\n');
}

function defaultWay(snippet: Snippet): string {
  const ways: Readonly<Record<string, string>> = {
    ts: 'compiled',
    sh: 'scripts, files, images and URLs exist',
    text: `checked by ${testNamedBy(snippet) ?? 'nobody yet'}`,
    dockerfile: 'instructions and image',
    gitcommit: 'form',
  };
  return ways[snippet.language] ?? 'parsed';
}
