import type { MarkdownFile } from './markdown-files.js';

/** A fenced block of a Markdown file. */
export interface Snippet {
  /** Path of the Markdown file. */
  readonly file: string;
  /** The line of that file on which the block's first line stands, from 1. */
  readonly line: number;
  /** The word after the fence; empty where there is none. */
  readonly language: string;
  readonly code: string;
  /** The text of an HTML comment right above the fence, such as `run with redis`. */
  readonly mark?: string;
}

const FENCE = /^( *)(`{3,}|~{3,})(.*)$/;

/** The fenced blocks of a file, in their order. */
export function findSnippets({ path, text }: MarkdownFile): Snippet[] {
  const lines = text.split('\n');
  const snippets: Snippet[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const [, margin = '', fence, language = ''] = FENCE.exec(lines[index]!) ?? [];
    if (fence === undefined) continue;
    const end = lines.findIndex((line, at) => at > index && line.trim() === fence);
    if (end === -1) throw new Error(`${path}:${index + 1}: this block is never closed.`);
    snippets.push({
      file: path,
      line: index + 2,
      language: language.trim(),
      code: lines
        .slice(index + 1, end)
        .map((line) => `${line.slice(margin.length)}\n`)
        .join(''),
      mark: markAbove(lines, index),
    });
    index = end;
  }
  return snippets;
}

/** Where a reader finds it: `docs/databases.md:12`. */
export function placeOf({ file, line }: Snippet, lineInCode = 0): string {
  return `${file}:${line + lineInCode}`;
}

function markAbove(lines: readonly string[], fence: number): string | undefined {
  const above = lines.slice(0, fence).findLast((line) => line.trim() !== '') ?? '';
  return /^\s*<!-- (.+?) -->\s*$/.exec(above)?.[1];
}
