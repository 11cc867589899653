import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { check, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import {
  emptyReadmeBlock,
  readmeBlockOf,
  renderReadmeBlock,
  replaceReadmeBlock,
} from './readme-block.js';
import { renderChart } from './render-chart.js';
import type { Results } from './results.js';

const folder = new URL('../', import.meta.url);
const readmeFile = new URL('../../README.md', folder);
const readme = readFileSync(readmeFile, 'utf8');
const kept = readResults();

const measured: Results = {
  date: '2026-01-02T03:04:05.000Z',
  plan: 'full',
  isPartial: false,
  machine: {
    node: 'v20.20.2',
    processor: 'a processor',
    processors: 2,
    isPinned: true,
    loadAverage: 0,
  },
  processorShare: 1,
  overhead: [summary('untraced', 1, 0), summary('ours', 1.25, 2), summary('usual-stack', 3, 7)],
  saturation: [saturation('ours', 100), saturation('usual-stack', 71)],
  outage: [],
  micro: [],
  startup: [],
  sweep: undefined,
};

describe('README.md', () => {
  it('shows the newest results, and nothing when there are none', async () => {
    const [newest] = kept.toSorted((a, b) => b.results.date.localeCompare(a.results.date));
    const shown = newest ? await renderReadmeBlock(newest.results) : emptyReadmeBlock;

    expect(readmeBlockOf(readme)).toBe(shown);
  });

  it('stands beside charts of the same results', () => {
    expect(kept.map(({ chart }) => chart)).toEqual(kept.map(({ results }) => renderChart(results)));
  });
});

describe('the block of results', () => {
  it('shows ratios, spans and what was lost', async () => {
    const block = await renderReadmeBlock(measured);

    expect(block).toContain('(test/bench/results/node-20.svg)');
    expect(block).toMatch(
      /Express `\/hello` +\| +100 µs \|.*\*\*1\.25, 2 spans\*\*.*3\.00, 7 spans/,
    );
    expect(block).toContain(
      'Spans lost at saturation: nestjs-tracing 0 %; http + express/fastify + nestjs-core 29 %.',
    );
  });

  it('takes the place of the one before, and leaves the README formatted', async () => {
    const block = await renderReadmeBlock(measured);

    const once = replaceReadmeBlock(readme, block);

    expect(readmeBlockOf(once)).toBe(block);
    expect(replaceReadmeBlock(once, readmeBlockOf(readme))).toBe(readme);
    const style = await resolveConfig(readmeFile);
    expect(await check(once, { ...style, parser: 'markdown' })).toBe(true);
  });

  it('is refused by a README without its marks', () => {
    expect(() => replaceReadmeBlock('# nestjs-tracing\n', emptyReadmeBlock)).toThrow(
      'README.md has lost <!-- bench:begin -->',
    );
  });
});

/** Those of full runs, which are the ones that are kept. */
function readResults(): { results: Results; chart: string }[] {
  const results = new URL('results/', folder);
  const names = existsSync(results) ? readdirSync(results) : [];
  return names
    .filter((name) => /^node-\d+\.json$/.test(name))
    .map((name) => ({
      results: JSON.parse(readFileSync(new URL(name, results), 'utf8')) as Results,
      chart: readFileSync(new URL(name.replace('.json', '.svg'), results), 'utf8'),
    }));
}

function summary(
  configuration: 'untraced' | 'ours' | 'usual-stack',
  ratio: number,
  spansPerRequest: number,
): Results['overhead'][number] {
  const spread = (value: number) => ({ median: value, min: value, max: value });
  return {
    configuration,
    platform: 'express',
    route: 'hello',
    note: undefined,
    cpuUsPerRequest: spread(100 * ratio),
    cpuRatio: spread(ratio),
    p99Ms: spread(1),
    p99Ratio: spread(1),
    rssMb: 100,
    rssOverUntracedMb: 0,
    spansPerRequest,
    expectedSpans: 0,
    receivedSpans: 0,
  };
}

function saturation(configuration: 'ours' | 'usual-stack', receivedSpans: number) {
  return { configuration, requests: 100, expectedSpans: 100, receivedSpans };
}
