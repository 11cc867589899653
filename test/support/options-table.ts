import { readFileSync } from 'node:fs';

/** One row of the table under "## Options" in README.md. */
export interface OptionsRow {
  /** Paths such as `otlp.url`; none for what only a variable says. */
  readonly options: readonly string[];
  readonly variables: readonly string[];
  /** The first thing in it that is written as code. */
  readonly byDefault: string | undefined;
}

export function readOptionsTable(): OptionsRow[] {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, section = ''] = /^## Options$(.*?)^## /ms.exec(readme) ?? [];
  const [head = '', , ...rows] = section.match(/^\|.*\|$/gm) ?? [];
  if (cellsOf(head).join() !== 'option,variable,default,unit') {
    throw new Error(`The table of options begins with "${head}".`);
  }
  return rows.map((row) => {
    const [options = '', variables = '', byDefault = ''] = cellsOf(row);
    return {
      options: codesIn(options),
      variables: codesIn(variables),
      byDefault: codesIn(byDefault)[0],
    };
  });
}

function cellsOf(row: string): string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function codesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}
