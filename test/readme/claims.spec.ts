import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Figures, formatShare } from '../bench/report/figures.js';
import type { Results } from '../bench/report/results.js';

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('README.md begins with the figures of the benchmark below', () => {
  const results = JSON.parse(read('test/bench/results/node-20.json')) as Results;
  const shown = ['hello', 'steps', 'shop'];
  const ratios = results.overhead
    .filter(({ configuration, route }) => configuration === 'ours' && shown.includes(route))
    .map(({ cpuRatio }) => cpuRatio.median);
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((one) => one.toFixed(2));
  const lost = formatShare(new Figures(results).lost('ours') ?? 1);

  expect(read('README.md')).toContain(
    `[${least} to ${most} times](#what-it-costs) the CPU time of the untraced request, ` +
      `delivery counted in, and ${lost} of the spans lost at saturation.`,
  );
});
