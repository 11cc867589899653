import { readFileSync } from 'node:fs';

/** What docs/sizing.md says, read from its text. */
export interface Sizing {
  /** By symbol, as `S`. */
  constants: Record<string, number>;
  /** In the order in which each needs those before it. */
  formulas: { name: string; expression: string }[];
  /** Each row of the worked table, by symbol, as it is written. */
  rows: Record<string, string>[];
}

export function readSizing(): Sizing {
  const page = readFileSync(new URL('../../../docs/sizing.md', import.meta.url), 'utf8');
  const [, block = ''] = /^```text\n(.*?)^```$/ms.exec(page) ?? [];
  const formulas = [...block.matchAll(/^(\w+) += (.+)$/gm)].map(
    ([, name = '', expression = '']) => ({ name, expression }),
  );
  const [head = [], ...rows] = tableAfter(page, '## Worked table');
  const symbols = head.map((cell) => /`(\w+)`/.exec(cell)?.[1] ?? '');
  return {
    constants: Object.fromEntries(
      tableAfter(page, '## What goes in')
        .slice(1)
        .map(([symbol = '', value = '']) => [symbol.replaceAll('`', ''), numberIn(value)]),
    ),
    formulas,
    rows: rows.map((cells) => Object.fromEntries(cells.map((cell, at) => [symbols[at]!, cell]))),
  };
}

/** `1,700`, `15 %` and `0.5` as numbers. */
export function numberIn(text: string): number {
  const number = Number(text.replaceAll(',', '').replace(/ %$/, ''));
  return text.endsWith('%') ? number / 100 : number;
}

/** Sums, products and quotients of symbols and numbers, `max(…, …)` and `roundup(…)`. */
export function evaluate(expression: string, values: Readonly<Record<string, number>>): number {
  const tokens = expression.match(/[A-Za-z]\w*|[\d,.]*\d|[×/+(),]/g) ?? [];
  let at = 0;
  const take = () => tokens[at++]!;
  const sum = (): number => {
    let total = product();
    while (tokens[at] === '+') {
      take();
      total += product();
    }
    return total;
  };
  const product = (): number => {
    let total = factor();
    while (tokens[at] === '×' || tokens[at] === '/') {
      total = take() === '×' ? total * factor() : total / factor();
    }
    return total;
  };
  const list = (): number[] => {
    const all: number[] = [];
    do {
      take();
      all.push(sum());
    } while (tokens[at] === ',');
    take();
    return all;
  };
  const factor = (): number => {
    if (tokens[at] === '(') return list()[0]!;
    const token = take();
    if (token === 'max') return Math.max(...list());
    if (token === 'roundup') return Math.ceil(list()[0]!);
    const value = values[token] ?? numberIn(token);
    if (Number.isNaN(value)) throw new Error(`"${token}" in "${expression}" has no value.`);
    return value;
  };
  return sum();
}

function tableAfter(page: string, heading: string): string[][] {
  const [, section = ''] = page.split(`\n${heading}\n`);
  const [table = ''] = /^\|.*\|$(?:\n^\|.*\|$)*/m.exec(section) ?? [];
  return table
    .split('\n')
    .filter((row) => !/^\|[ :|-]+\|$/.test(row))
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
