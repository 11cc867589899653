import type { NestProjects } from '../nest-projects.js';
import type { Cell } from './cells.js';
import { nameOf } from './cells.js';
import type { CellResult } from './run-cell.js';

type Results = ReadonlyMap<Cell, PromiseSettledResult<CellResult>>;

/**
 * Writes the matrix as a table, with the version of Nest that was installed and the spans of each
 * cell. With `PRINT_TREES=true` the trees of its first cell follow, to be copied to `scenario.ts`.
 */
export async function printMatrix(results: Results, projects: NestProjects): Promise<void> {
  const lines = ['| cell | Nest | spans |', '| --- | --- | --- |'];
  for (const [cell, result] of results) {
    const spans = result.status === 'fulfilled' ? String(result.value.spans) : 'failed';
    lines.push(`| ${nameOf(cell)} | ${await projects.version(cell.nest)} | ${spans} |`);
  }
  const sorted = [...lines.slice(0, 2), ...lines.slice(2).toSorted()];
  process.stdout.write(`${[...sorted, ...treesOfFirst(results)].join('\n')}\n`);
}

function treesOfFirst(results: Results): string[] {
  const [first] = results.values();
  if (process.env.PRINT_TREES !== 'true' || first?.status !== 'fulfilled') return [];
  return Object.entries(first.value.trees).map(([name, tree]) => `\n${name}\n${tree}`);
}
