import { beforeAll, describe, expect, it } from 'vitest';
import { NestProjects } from '../nest-projects.js';
import { nodeBinary, supportedNodes } from '../node-binary.js';
import { runAFewAtOnce } from '../run-a-few-at-once.js';
import { withoutExperimentalWarning } from '../run-command.js';
import { cells, nameOf } from './cells.js';
import type { Cell } from './cells.js';
import { printMatrix } from './print-matrix.js';
import { runCell } from './run-cell.js';
import type { CellResult } from './run-cell.js';
import { scenario } from './scenario.js';

let results: ReadonlyMap<Cell, PromiseSettledResult<CellResult>>;

beforeAll(async () => {
  const projects = await NestProjects.make(new URL('app/', import.meta.url));
  await Promise.all(supportedNodes.map(nodeBinary));
  results = await runAFewAtOnce(cells, (cell) => runCell(cell, projects.program(cell)));
  await printMatrix(results, projects);
});

describe.each(cells.map((cell) => [nameOf(cell), cell] as const))('%s', (_, cell) => {
  it.each(scenario)('makes the same tree of $name', ({ name, tree }) => {
    expect(resultOf(cell).trees[name]).toBe(tree);
  });

  it('says nothing', () => {
    expect(withoutExperimentalWarning(resultOf(cell).output)).toBe('');
  });
});

/** @throws whatever kept the cell from running to its end */
function resultOf(cell: Cell): CellResult {
  const result = results.get(cell);
  if (result?.status !== 'fulfilled') throw result?.reason;
  return result.value;
}
