import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { nodeBinary, supportedNodes } from '../node-binary.js';
import { withoutExperimentalWarning } from '../run-command.js';
import { cells, nameOf } from './cells.js';
import type { Cell } from './cells.js';
import { Projects } from './projects.js';
import { printMatrix } from './print-matrix.js';
import { runCell } from './run-cell.js';
import type { CellResult } from './run-cell.js';
import { scenario } from './scenario.js';

const atOnce = 2;
const results = new Map<Cell, PromiseSettledResult<CellResult>>();
let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'nestjs-tracing-matrix-')));
  const projects = await Projects.make(inject('tarball'), folder);
  await Promise.all(supportedNodes.map(nodeBinary));
  await runAll(projects);
  await printMatrix(results, projects);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.each(cells.map((cell) => [nameOf(cell), cell] as const))('%s', (_, cell) => {
  it.each(scenario)('makes the same tree of $name', ({ name, tree }) => {
    expect(resultOf(cell).trees[name]).toBe(tree);
  });

  it('says nothing', () => {
    expect(withoutExperimentalWarning(resultOf(cell).output)).toBe('');
  });
});

/** Runs all cells, a few at a time, and lets no failure keep the others from running. */
async function runAll(projects: Projects): Promise<void> {
  const waiting = [...cells];
  const work = async (): Promise<void> => {
    for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) {
      const [result] = await Promise.allSettled([runCell(cell, projects.main(cell))]);
      results.set(cell, result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** @throws whatever kept the cell from running to its end */
function resultOf(cell: Cell): CellResult {
  const result = results.get(cell);
  if (result?.status !== 'fulfilled') throw result?.reason;
  return result.value;
}
