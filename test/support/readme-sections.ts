import { readFileSync } from 'node:fs';

/** A table of Markdown, its rows by the names of its columns. */
export interface MarkdownTable {
  readonly head: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/**
 * What stands below a heading, up to the next of the same or a higher rank.
 *
 * @param heading with its rank: `## Options`
 * @param file its path from the top of the repository
 */
export function readSection(heading: string, file = 'README.md'): string {
  const lines = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').split('\n');
  const start = lines.indexOf(heading);
  if (start === -1) throw new Error(`${file} has no "${heading}".`);
  const rank = heading.indexOf(' ');
  const isNext = (line: string) => /^#+ /.test(line) && line.indexOf(' ') <= rank;
  const length = lines.slice(start + 1).findIndex(isNext);
  return lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join('\n');
}

export function tablesIn(section: string): MarkdownTable[] {
  return [...section.matchAll(/(?:^\|.*\|\n?)+/gm)].map(([table]) => {
    const [head = [], , ...rows] = table.trim().split('\n').map(cellsOf);
    return {
      head,
      rows: rows.map((cells) =>
        Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ''])),
      ),
    };
  });
}

/** The blocks fenced as `text`. */
export function textBlocksIn(section: string): string[] {
  return [...section.matchAll(/^```text\n(.*?)^```$/gms)].map(([, text = '']) => text.trimEnd());
}

/** Everything in a cell that is written as code. */
export function codesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** A bar inside of a cell is written with a backslash. */
function cellsOf(row: string): string[] {
  return row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}
