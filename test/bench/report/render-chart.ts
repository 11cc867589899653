import type { Summary } from '../measuring/summarize.js';
import { configurations, platforms, routeById } from '../subjects.js';
import type { ConfigurationId, Platform, RouteId } from '../subjects.js';
import { chartStyle } from './chart-style.js';
import { Figures, formatShare } from './figures.js';
import type { Results } from './results.js';

const width = 1_000;
const padding = 20;
const labelWidth = 262;
const panelWidth = (width - 2 * padding - labelWidth) / platforms.length;
/** Room beside the longest bar for what is written there. */
const figureWidth = 100;
const headHeight = 100;
const groupHeadHeight = 30;
const rowHeight = 21;
const barHeight = 13;
const groupGap = 12;
const charted: readonly RouteId[] = ['hello', 'steps', 'shop'];
const footHeight = 64;

/** What depends on how many configurations were measured. */
interface Layout {
  readonly figures: Figures;
  readonly compared: readonly (typeof configurations)[number][];
  readonly perUnit: number;
  readonly groupHeight: number;
  readonly bottom: number;
}

/** CPU time of a request over the untraced one: a bar for each configuration, route and platform. */
export function renderChart(results: Results): string {
  const layout = layOut(results);
  const height = layout.bottom + footHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="CPU time of a request over the untraced one">`,
    `<style>${chartStyle}</style>`,
    `<rect class="paper" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...renderHead(results),
    ...platforms.flatMap((_, panel) => renderScale(panel, layout)),
    ...charted.flatMap((route, index) => renderGroup({ ...layout, route, index })),
    ...renderFoot(results, layout),
    '</svg>\n',
  ].join('\n');
}

function layOut(results: Results): Layout {
  const measured = new Set(results.overhead.map(({ configuration }) => configuration));
  const compared = configurations.filter(({ id }) => id !== 'untraced' && measured.has(id));
  const groupHeight = groupHeadHeight + compared.length * rowHeight + groupGap;
  const shown = results.overhead.filter(({ route }) => charted.includes(route));
  const most = Math.max(1, ...shown.map(({ cpuRatio }) => cpuRatio.max));
  return {
    figures: new Figures(results),
    compared,
    perUnit: (panelWidth - figureWidth) / most,
    groupHeight,
    bottom: headHeight + charted.length * groupHeight,
  };
}

function renderHead({ date, plan, machine }: Results): string[] {
  const run = plan === 'full' ? '' : ', a quick run: look at it, and quote a full one';
  const where = `Node ${machine.node.slice(1)}, ${machine.processor}, ${date.slice(0, 10)}${run}`;
  return [
    text(padding, 32, 'What tracing costs: CPU time of a request', 'title'),
    text(padding, 53, `As a multiple of the untraced one. ${where}`, 'quiet'),
    ...platforms.map((platform, panel) => text(panelX(panel), 86, titleOf(platform), 'heading')),
  ];
}

/** A line for each whole multiple; the one at 1 is where tracing would cost nothing. */
function renderScale(panel: number, { perUnit, bottom }: Layout): string[] {
  const last = Math.floor((panelWidth - figureWidth) / perUnit);
  const step = last > 12 ? 5 : last > 6 ? 2 : 1;
  const marks = Array.from({ length: last }, (_, index) => index + 1);
  return marks
    .filter((mark) => mark === 1 || mark % step === 0)
    .flatMap((mark) => {
      const x = fixed(panelX(panel) + mark * perUnit);
      const kind = mark === 1 ? 'base' : 'grid';
      return [
        `<line class="${kind}" x1="${x}" x2="${x}" y1="${headHeight}" y2="${bottom - 4}"/>`,
        `<text class="tick" x="${x}" y="${bottom + 9}">${mark}x</text>`,
      ];
    });
}

interface Group extends Layout {
  readonly route: RouteId;
  readonly index: number;
}

function renderGroup(group: Group): string[] {
  const { route, figures, compared } = group;
  const top = headHeight + group.index * group.groupHeight;
  const rows = compared.flatMap(({ id, label }, row) => {
    const y = top + groupHeadHeight + row * rowHeight;
    const summaries = platforms.map((platform) => figures.of(platform, route, id));
    const bars = summaries.map((summary, panel) => renderBar(summary, panel, y, group.perUnit));
    return [text(padding + 12, y + 11, label, id === 'ours' ? 'heading' : undefined), ...bars];
  });
  const heads = platforms.map((platform, panel) => {
    const untraced = figures.of(platform, route, 'untraced')?.cpuUsPerRequest.median;
    const base = untraced === undefined ? '' : `untraced ${untraced.toFixed(0)} µs`;
    return text(panelX(panel), top + 20, base, 'quiet');
  });
  const floors = platforms.map((platform, panel) => renderFloor(platform, panel, top, group));
  const title = text(padding, top + 20, `GET ${routeById(route).path}`, 'heading');
  return [title, ...heads, ...floors, ...rows];
}

/** Where AsyncLocalStorage alone ends: nobody who propagates context costs less. */
function renderFloor(platform: Platform, panel: number, top: number, group: Group): string {
  const floor = group.figures.of(platform, group.route, 'context-only')?.cpuRatio.median;
  if (floor === undefined) return '';
  const x = fixed(panelX(panel) + floor * group.perUnit);
  const from = top + groupHeadHeight;
  const to = from + group.compared.length * rowHeight - (rowHeight - barHeight);
  return `<line class="floor-line" x1="${x}" x2="${x}" y1="${from}" y2="${to}"/>`;
}

/** The request itself in grey, and in colour what is added to it. */
function renderBar(
  summary: Summary | undefined,
  panel: number,
  y: number,
  perUnit: number,
): string {
  if (summary === undefined) return '';
  const { configuration, cpuRatio } = summary;
  const x = panelX(panel);
  const own = Math.min(1, cpuRatio.median) * perUnit;
  const added = Math.max(0, cpuRatio.median - 1) * perUnit;
  const [from, to] = [x + cpuRatio.min * perUnit, x + cpuRatio.max * perUnit];
  const middle = y + barHeight / 2;
  return [
    `<rect class="request" x="${x}" y="${y}" width="${fixed(own)}" height="${barHeight}"/>`,
    `<rect class="${configuration}" x="${fixed(x + own)}" y="${y}" width="${fixed(added)}" height="${barHeight}"/>`,
    `<line class="spread" x1="${fixed(from)}" x2="${fixed(to)}" y1="${middle}" y2="${middle}"/>`,
    `<text x="${fixed(Math.max(to, x + own + added) + 6)}" y="${y + 11}"${isOurs(configuration)}>${cpuRatio.median.toFixed(2)}${describeSpans(summary)}</text>`,
  ].join('\n');
}

function isOurs(id: ConfigurationId): string {
  return id === 'ours' ? ' class="heading"' : '';
}

function describeSpans({ spansPerRequest }: Summary): string {
  const spans = Math.round(spansPerRequest);
  return spans === 0
    ? ''
    : `<tspan class="quiet" dx="6">${spans} ${spans === 1 ? 'span' : 'spans'}</tspan>`;
}

function renderFoot({ saturation, overhead }: Results, { figures, bottom }: Layout): string[] {
  const lost = saturation.map(({ configuration }) => {
    const { label } = configurations.find(({ id }) => id === configuration) ?? { label: '' };
    return `${label} ${formatShare(figures.lost(configuration) ?? 0)}`;
  });
  const hasSpread = overhead.some(({ cpuRatio }) => cpuRatio.min !== cpuRatio.max);
  const reading = [
    'Grey: the request itself. Colour: what is added to it, delivery of the spans over OTLP included.',
    'Dotted: AsyncLocalStorage alone.',
    hasSpread ? 'Thin lines: least to most of several processes.' : '',
  ];
  return [
    text(padding, bottom + 32, reading.join(' '), 'note'),
    lost.length === 0
      ? ''
      : text(padding, bottom + 50, `Spans lost at saturation: ${lost.join('; ')}.`, 'note'),
  ];
}

function titleOf(platform: Platform): string {
  return platform === 'express' ? 'Express' : 'Fastify';
}

function panelX(panel: number): number {
  return padding + labelWidth + panel * panelWidth;
}

function text(x: number, y: number, content: string, className?: string): string {
  const attribute = className === undefined ? '' : ` class="${className}"`;
  return `<text${attribute} x="${x}" y="${y}">${escape(content)}</text>`;
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function fixed(value: number): string {
  return value.toFixed(1);
}
