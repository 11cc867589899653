import { readFileSync } from 'node:fs';
import { placeOf } from './find-snippets.js';
import type { Snippet } from './find-snippets.js';
import { isInRepository } from './markdown-files.js';
import { readTraceText } from './trace-text.js';

const repository = new URL('../../', import.meta.url);

/**
 * Output that no program of the guides prints is marked `checked by <test>`: that test either reads
 * the Markdown file, or has the names of all spans shown.
 */
export function checkText(snippet: Snippet): string[] {
  const test = testNamedBy(snippet);
  if (test === undefined) {
    return [`${placeOf(snippet)}: no program prints this; mark what does, or which test checks it`];
  }
  if (!isInRepository(test)) return [`${placeOf(snippet)}: there is no ${test}`];
  const code = readFileSync(new URL(test, repository), 'utf8');
  if (code.includes(snippet.file)) return [];
  const shown = readTraceText(snippet.code)?.map(({ name }) => name) ?? [snippet.code.trim()];
  const unknown = shown.find((name) => !code.includes(name));
  return unknown === undefined ? [] : [`${placeOf(snippet)}: ${test} knows no "${unknown}"`];
}

/** The test a mark names: `checked by test/demo.spec.ts`. */
export function testNamedBy({ mark }: Snippet): string | undefined {
  return /^checked by (\S+)$/.exec(mark ?? '')?.[1];
}
