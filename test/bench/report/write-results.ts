import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { renderChart } from './render-chart.js';
import type { Results } from './results.js';

const folder = new URL('../../results/', import.meta.url);

/**
 * Writes the figures and the chart to `results/<date>-<node>`. Those of a quick run are for the eyes
 * of who made it, and git ignores them.
 *
 * @returns the two files
 */
export async function writeResults(results: Results): Promise<string[]> {
  const suffix = results.plan === 'quick' ? '-quick' : '';
  const name = `${results.date.slice(0, 10)}-${results.machine.node}${suffix}`;
  const files = {
    [`${name}.json`]: await format(JSON.stringify(results, rounded), {
      parser: 'json',
      printWidth: 100,
    }),
    [`${name}.svg`]: renderChart(results),
  };
  await mkdir(folder, { recursive: true });
  return Promise.all(
    Object.entries(files).map(async ([file, content]) => {
      const url = new URL(file, folder);
      await writeFile(url, content);
      return fileURLToPath(url);
    }),
  );
}

/** Five digits are more than any of these figures is good for. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(5)) : value;
}
