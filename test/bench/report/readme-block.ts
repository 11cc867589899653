import { format } from 'prettier';
import type { Summary } from '../measuring/summarize.js';
import { platforms, routeById } from '../subjects.js';
import type { ConfigurationId, RouteId } from '../subjects.js';
import { Figures, formatShare } from './figures.js';
import { formatTable } from './format-table.js';
import { resultsName } from './results.js';
import type { Results } from './results.js';

const begin = '<!-- bench:begin -->';
const end = '<!-- bench:end -->';

const routes: readonly RouteId[] = ['hello', 'steps', 'shop'];

/** What a reader of the README compares; the chart beside it has all of them. */
const columns: readonly { readonly id: ConfigurationId; readonly head: string }[] = [
  { id: 'context-only', head: 'AsyncLocalStorage alone' },
  { id: 'ours-unsampled', head: 'nestjs-tracing, 0 % sampled' },
  { id: 'ours', head: 'nestjs-tracing' },
  { id: 'usual-stack', head: 'http + express/fastify + nestjs-core' },
  { id: 'nestjs-otel', head: 'nestjs-otel' },
];

/** What the README of the project shows of a full run, between its two marks. */
export function renderReadmeBlock(results: Results): Promise<string> {
  const { date, machine } = results;
  const run = `Node ${machine.node.slice(1)}, ${machine.processor}, ${date.slice(0, 10)}`;
  return tidy(
    [
      begin,
      `![CPU time of a request over the untraced one, by configuration](test/bench/results/${resultsName(results)}.svg)`,
      renderRatios(results),
      `CPU time of a request over the untraced one, and the spans it makes. ${run}.${renderLost(results)}`,
      end,
    ].join('\n\n'),
  );
}

/** Nothing, for a repository without the results of a full run. */
export const emptyReadmeBlock = `${begin}\n${end}\n`;

/** @throws Error when the README has not both marks */
export function readmeBlockOf(readme: string): string {
  const { from, to } = findBlock(readme);
  return readme.slice(from, to);
}

/** @throws Error when the README has not both marks */
export function replaceReadmeBlock(readme: string, block: string): string {
  const { from, to } = findBlock(readme);
  return readme.slice(0, from) + block + readme.slice(to);
}

function findBlock(readme: string): { from: number; to: number } {
  const from = readme.indexOf(begin);
  const last = readme.indexOf(`${end}\n`, from);
  if (from < 0 || last < 0) throw new Error(`README.md has lost ${begin} or ${end}`);
  return { from, to: last + end.length + 1 };
}

function renderRatios(results: Results): string {
  const figures = new Figures(results);
  const rows = platforms.flatMap((platform) =>
    routes.map((route) => {
      const untraced = figures.of(platform, route, 'untraced')?.cpuUsPerRequest.median;
      return [
        `${platform === 'express' ? 'Express' : 'Fastify'} \`${routeById(route).path}\``,
        untraced === undefined ? '-' : `${untraced.toFixed(0)} µs`,
        ...columns.map(({ id }) => formatRatio(figures.of(platform, route, id))),
      ];
    }),
  );
  return formatTable(['', 'untraced', ...columns.map(({ head }) => head)], rows);
}

function formatRatio(summary: Summary | undefined): string {
  if (summary === undefined) return '-';
  const ratio = summary.cpuRatio.median.toFixed(2);
  const spans = Math.round(summary.spansPerRequest);
  const cell = spans === 0 ? ratio : `${ratio}, ${spans} ${spans === 1 ? 'span' : 'spans'}`;
  return summary.configuration === 'ours' ? `**${cell}**` : cell;
}

function renderLost(results: Results): string {
  const figures = new Figures(results);
  const lost = columns.flatMap(({ id, head }) => {
    const share = figures.lost(id);
    return share === undefined ? [] : [`${head} ${formatShare(share)}`];
  });
  return lost.length === 0 ? '' : ` Spans lost at saturation: ${lost.join('; ')}.`;
}

/** As `npm run format` would write it. */
function tidy(markdown: string): Promise<string> {
  return format(markdown, { parser: 'markdown', printWidth: 100 });
}
