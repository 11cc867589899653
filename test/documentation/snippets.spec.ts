import { beforeAll, describe, expect, it } from 'vitest';
import { checkSnippets, listSnippets } from './check-snippets.js';
import { findBrokenLinks } from './check-links.js';
import { findSnippets } from './find-snippets.js';
import type { Snippet } from './find-snippets.js';
import { readMarkdownFiles } from './markdown-files.js';
import { findScenes } from './scenes.js';

const files = readMarkdownFiles();

/** Each mistake the checks are there for, on a line that the check must name. */
const wrong = {
  path: 'docs/wrong.md',
  text: [
    '```ts',
    `import { join } from 'node:path';`,
    `join('a', 1);`,
    '```',
    '```ts',
    `import { NoSuchExport } from 'nestjs-tracing';`,
    '```',
    '```sh',
    'npm ci && npm run no-such-script',
    'FOO=1 node sample-app/no-such-file.js',
    'node --import nestjs-tracing/no-such-subpath dist/main.js',
    'docker run --rm --name cache -p 1:1 redis',
    'docker compose -f no-such.yml up',
    'frobnicate',
    '```',
    '```json',
    '{ "a": }',
    '```',
    '```yaml',
    'a: 1',
    'b: [',
    '```',
    '```dockerfile',
    'FROM node:latest',
    '```',
    '```gitcommit',
    'Fixed it.',
    '```',
    '```js',
    'export default {',
    '```',
    '```text',
    'nobody prints this',
    '```',
    '<!-- checked by test/demo.spec.ts -->',
    '```text',
    'GET /no-such-span  SERVER',
    '```',
    '<!-- run wiht redis -->',
    '```ts',
    'export {};',
    '```',
    '```',
    'no language',
    '```',
  ].join('\n'),
};

describe('the code blocks of our Markdown files', () => {
  const snippets = files.map(findSnippets);
  const scenes = snippets.flatMap(findScenes);
  let problems: string[];
  beforeAll(() => {
    // One program of the compiler for both tests: a second one would take seconds.
    problems = checkSnippets([...snippets.flat(), ...findSnippets(wrong)], scenes);
  }, 120_000);

  it('are all checked, and nothing is wrong with them', () => {
    if (process.env.PRINT_SNIPPETS === 'true') console.log(listSnippets(snippets.flat(), scenes));

    expect(problems.filter((one) => !isOf(wrong, one))).toEqual([]);
  });

  it('are told by file and line when something is', () => {
    expect(problems.filter((one) => isOf(wrong, one))).toEqual([
      'docs/wrong.md:41: nobody knows the mark "run wiht redis"',
      'docs/wrong.md:9: package.json has no script "no-such-script"',
      'docs/wrong.md:10: there is no sample-app/no-such-file.js',
      'docs/wrong.md:11: package.json exports no "nestjs-tracing/no-such-subpath"',
      'docs/wrong.md:12: the image "redis" has no fixed version',
      'docs/wrong.md:13: there is no no-such.yml',
      'docs/wrong.md:14: nobody knows how to check "frobnicate"',
      expect.stringMatching(/^docs\/wrong\.md:17: Unexpected token/),
      expect.stringMatching(/^docs\/wrong\.md:22: Flow sequence/),
      'docs/wrong.md:24: it must start FROM an image of a fixed version',
      'docs/wrong.md:27: a commit is "type(room): what it does", and below a blank line why',
      expect.stringMatching(/^docs\/wrong\.md:30: '}' expected/),
      'docs/wrong.md:33: no program prints this; mark what does, or which test checks it',
      'docs/wrong.md:37: test/demo.spec.ts knows no "GET /no-such-span"',
      'docs/wrong.md:44: nobody knows how to check ""',
      expect.stringMatching(/^docs\/wrong\.md:3: Argument of type 'number'/),
      expect.stringMatching(/^docs\/wrong\.md:6: .*no exported member 'NoSuchExport'/),
    ]);
  });
});

describe('a mark above a block', () => {
  it('makes it a program, to which the blocks up to the next one belong', () => {
    const text = [
      '<!-- start -->',
      '```ts\nstarted\n```',
      '<!-- run with redis, postgres -->\n',
      '```ts\nrun\n```',
      '```sh\ncurl http://localhost:3000/\n```',
      '```text\ntrace\n```',
      '```ts\nnext\n```',
      '```text\nelsewhere\n```',
    ].join('\n');

    const [scene, ...others] = findScenes(findSnippets({ path: 'docs/a.md', text }));

    expect(others).toEqual([]);
    expect(scene?.programs.map(codeOf)).toEqual(['started\n', 'run\n']);
    expect(scene?.servers).toEqual(['redis', 'postgres']);
    expect(scene?.requests.map(codeOf)).toEqual(['curl http://localhost:3000/\n']);
    expect(scene?.texts.map(codeOf)).toEqual(['trace\n']);
  });
});

describe('the links of our Markdown files', () => {
  it('lead to files and headings that are there', () => {
    expect(findBrokenLinks(files)).toEqual([]);
  });

  it('are told by line when they do not', () => {
    const text = '# A title, with `code`\n[a](#a-title-with-code) [b](#b)\n![c](c.svg)\n`[d](d)`';

    expect(findBrokenLinks([{ path: 'docs/wrong.md', text }])).toEqual([
      'docs/wrong.md:2: #b',
      'docs/wrong.md:3: c.svg',
    ]);
  });
});

function isOf({ path }: { path: string }, problem: string): boolean {
  return problem.startsWith(`${path}:`);
}

function codeOf({ code }: Snippet): string {
  return code;
}
