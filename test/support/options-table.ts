import { codesIn, readSection, tablesIn } from './readme-sections.js';

/** One row of the tables under "## Options" in README.md. */
export interface OptionsRow {
  /** Paths such as `otlp.url`; none for what only a variable says. */
  readonly options: readonly string[];
  readonly variables: readonly string[];
  /** The first thing in it that is written as code. */
  readonly byDefault: string | undefined;
}

export function readOptionsTable(): OptionsRow[] {
  const tables = tablesIn(readSection('## Options'));
  for (const { head } of tables) {
    if (head.join() !== 'option,variable,default,unit') {
      throw new Error(`A table of options begins with "${head.join(' | ')}".`);
    }
  }
  return tables.flatMap(({ rows }) =>
    rows.map(({ option = '', variable = '', default: byDefault = '' }) => ({
      options: codesIn(option),
      variables: codesIn(variable),
      byDefault: codesIn(byDefault)[0],
    })),
  );
}
