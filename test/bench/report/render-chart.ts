import type { Summary } from '../measuring/summarize.js';
import { configurations, platforms, routes } from '../subjects.js';
import type { ConfigurationId, Platform, RouteId } from '../subjects.js';
import { Figures } from './figures.js';
import type { Results } from './results.js';

const width = 940;
const labelWidth = 250;
const panelWidth = (width - labelWidth) / platforms.length;
/** Room beside the longest bar for its figure. */
const figureWidth = 60;
const headHeight = 74;
const groupHead = 30;
const rowHeight = 20;
const barHeight = 13;
const charted: readonly RouteId[] = ['hello', 'steps', 'shop'];
const compared = configurations.filter(({ id }) => id !== 'untraced');

/** Follows the reader's light or dark mode, also as an image in a README. */
const style = `
  text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .group { font-weight: 600; }
  .quiet { fill: #59636e; }
  .base { stroke: #818b98; stroke-dasharray: 2 3; }
  .spread { stroke: #59636e; }
  .ours { fill: #0969da; }
  .floor { fill: #afb8c1; }
  .peer { fill: #bc4c00; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .quiet { fill: #9198a1; }
    .base { stroke: #656c76; }
    .spread { stroke: #9198a1; }
    .ours { fill: #4493f8; }
    .floor { fill: #656c76; }
    .peer { fill: #db6d28; }
  }
`;

/** CPU time of a request over the untraced one: a bar for each configuration, route and platform. */
export function renderChart(results: Results): string {
  const figures = new Figures(results);
  const groups = charted.map((route, index) => renderGroup(route, index, figures));
  const height = headHeight + charted.length * groupHeight() + 8;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="CPU time of a request over the untraced one">`,
    `<style>${style}</style>`,
    text(0, 18, 'CPU time of a request, untraced = 1', 'title'),
    text(0, 38, describeRun(results), 'quiet'),
    ...platforms.map((platform, index) => text(panelX(index), 62, titleOf(platform), 'group')),
    ...platforms.map((_, index) => renderBase(index, height, figures)),
    ...groups.flat(),
    '</svg>\n',
  ].join('\n');
}

function renderGroup(route: RouteId, index: number, figures: Figures): string[] {
  const top = headHeight + index * groupHeight();
  const path = routes.find(({ id }) => id === route)?.path ?? route;
  const rows = compared.flatMap(({ id, label }, row) => {
    const y = top + groupHead + row * rowHeight;
    const bars = platforms.map((platform, panel) => {
      const summary = figures.of(platform, route, id);
      return summary === undefined ? '' : renderBar(summary, panel, y, figures);
    });
    return [text(12, y + 11, label), ...bars];
  });
  return [text(0, top + 20, path, 'group'), ...rows];
}

function renderBar(summary: Summary, panel: number, y: number, figures: Figures): string {
  const { configuration, cpuRatio } = summary;
  const perUnit = scale(figures);
  const x = panelX(panel);
  const length = (ratio: number) => (ratio * perUnit).toFixed(1);
  const middle = y + barHeight / 2;
  const [from, to] = [x + cpuRatio.min * perUnit, x + cpuRatio.max * perUnit];
  return [
    `<rect class="${colourOf(configuration)}" x="${x}" y="${y}" width="${length(cpuRatio.median)}" height="${barHeight}" rx="2"/>`,
    `<line class="spread" x1="${from.toFixed(1)}" x2="${to.toFixed(1)}" y1="${middle}" y2="${middle}"/>`,
    text(Math.ceil(to) + 6, y + 11, cpuRatio.median.toFixed(2)),
  ].join('\n');
}

function renderBase(panel: number, height: number, figures: Figures): string {
  const x = (panelX(panel) + scale(figures)).toFixed(1);
  return `<line class="base" x1="${x}" x2="${x}" y1="${headHeight}" y2="${height - 8}"/>`;
}

function scale(figures: Figures): number {
  const ratios = platforms.flatMap((platform) =>
    charted.flatMap((route) =>
      compared.map(({ id }) => figures.of(platform, route, id)?.cpuRatio.max ?? 1),
    ),
  );
  return (panelWidth - figureWidth) / Math.max(...ratios);
}

function describeRun({ date, plan, machine }: Results): string {
  const spread = 'the line in a bar spans the processes of one configuration';
  return `${date.slice(0, 10)}, Node ${machine.node}, spans delivered over OTLP, ${plan} run; ${spread}`;
}

function colourOf(id: ConfigurationId): string {
  if (id.startsWith('ours')) return 'ours';
  return id === 'context-only' ? 'floor' : 'peer';
}

function titleOf(platform: Platform): string {
  return platform === 'express' ? 'Express' : 'Fastify';
}

function groupHeight(): number {
  return groupHead + compared.length * rowHeight + 6;
}

function panelX(index: number): number {
  return labelWidth + index * panelWidth;
}

function text(x: number, y: number, content: string, className?: string): string {
  const attribute = className === undefined ? '' : ` class="${className}"`;
  return `<text${attribute} x="${x}" y="${y}">${content.replaceAll('&', '&amp;')}</text>`;
}
