import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { renderReadmeBlock, replaceReadmeBlock } from './readme-block.js';
import { renderChart } from './render-chart.js';
import { resultsName } from './results.js';
import type { Results } from './results.js';

const folder = new URL('../../results/', import.meta.url);
const readme = new URL('../../../../README.md', import.meta.url);

/**
 * Writes the figures and the chart to `results/`, and what the README shows of them. Those of a quick
 * run are for the eyes of who made it: git ignores them, and the README stays as it is.
 *
 * @returns the files
 */
export async function writeResults(results: Results): Promise<string[]> {
  const name = resultsName(results);
  const files: [URL, string][] = [
    [new URL(`${name}.json`, folder), await formatJson(rounded(results))],
    [new URL(`${name}.svg`, folder), renderChart(rounded(results))],
  ];
  if (results.plan === 'full') {
    const block = await renderReadmeBlock(rounded(results));
    files.push([readme, replaceReadmeBlock(await readFile(readme, 'utf8'), block)]);
  }
  await mkdir(folder, { recursive: true });
  await Promise.all(files.map(([url, content]) => writeFile(url, content)));
  return files.map(([url]) => fileURLToPath(url));
}

/** Writes the kept results of this generation of Node once more, as they are shown by now. */
export async function rewriteResults(): Promise<string[]> {
  const [major] = process.versions.node.split('.');
  const file = new URL(`node-${major}.json`, folder);
  if (!existsSync(file)) throw new Error(`A full run on Node ${major} has to be first.`);
  return writeResults(JSON.parse(await readFile(file, 'utf8')) as Results);
}

function formatJson(results: Results): Promise<string> {
  return format(JSON.stringify(results), { parser: 'json', printWidth: 100 });
}

/** Five digits are more than any of these figures is good for; what is shown is made of what is kept. */
function rounded(results: Results): Results {
  const text = JSON.stringify(results, (_key, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(5)) : value,
  );
  return JSON.parse(text) as Results;
}
