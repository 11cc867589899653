import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkSnippets, findSnippets } from './support/markdown-snippets.js';

const fromRoot = (path: string): string =>
  readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

describe('README.md', () => {
  it('shows TypeScript that compiles against the library', { timeout: 60_000 }, () => {
    const snippets = findSnippets(fromRoot('README.md'));

    expect(snippets).not.toEqual([]);
    expect(checkSnippets('README.md', snippets)).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(fromRoot('package.json')) as { scripts: object };

    const named = namedScripts(fromRoot('README.md'));

    expect(named).not.toEqual([]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });
});

describe('the check of README.md', () => {
  it('names the line of the mistake', { timeout: 60_000 }, () => {
    const markdown = [
      '# Title',
      '```typescript',
      `import { join } from 'node:path';`,
      `join('a', 1);`,
      '```',
      '```ts',
      `import { NoSuchExport } from 'nestjs-tracing';`,
      '```',
    ].join('\n');

    expect(checkSnippets('README.md', findSnippets(markdown))).toEqual([
      expect.stringMatching(/^README\.md:4: Argument of type 'number'/),
      expect.stringMatching(/^README\.md:7: .*no exported member 'NoSuchExport'/),
    ]);
  });

  it('sees the scripts of `npm run` and of `npm test`', () => {
    expect(
      namedScripts('`npm ci && npm run demo -- --serve`, `npm run test:package`, `npm test`'),
    ).toEqual(['demo', 'test:package', 'test']);
  });
});

function namedScripts(markdown: string): string[] {
  const commands = markdown.matchAll(/\bnpm (?:run (?:-\S+ )*([\w:-]+)|(test|start)\b)/g);
  return [...commands].map(([, run, shorthand]) => String(run ?? shorthand));
}
