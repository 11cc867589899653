import { titleOf } from './cells.js';
import type { Column } from './cells.js';

/** By workload, the lines that were drawn of its spans. */
export type Drawings = Readonly<Record<string, readonly string[]>>;

/** A table: for each library and column, how many spans there were and how many in the gold run. */
export function printMatrix(gold: Drawings, columns: ReadonlyMap<Column, Drawings>): void {
  const titles = [...columns.keys()].map(titleOf);
  const rows = Object.entries(gold).map(([workload, expected]) => [
    workload,
    ...[...columns.values()].map((drawings) => compare(drawings[workload], expected)),
  ]);
  const table = [['library', ...titles], titles.concat('').map(() => '---'), ...rows];
  process.stdout.write(`${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`);
}

function compare(lines: readonly string[] | undefined, gold: readonly string[]): string {
  if (lines === undefined) {
    return 'left out';
  }
  const count = `${spansIn(lines)}/${spansIn(gold)}`;
  return lines.join('\n') === gold.join('\n') ? count : `**${count}**`;
}

/** Besides spans there are lines that state a fact, such as what was sent; winston has no others. */
function spansIn(lines: readonly string[]): number {
  return lines.filter((line) => / (CLIENT|SERVER|PRODUCER|CONSUMER|INTERNAL) |_id /.test(line))
    .length;
}
