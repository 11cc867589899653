import type { Summary } from '../measuring/summarize.js';
import { configurations, platforms, routes } from '../subjects.js';
import type { ConfigurationId } from '../subjects.js';
import { Figures, formatShare, formatSpread } from './figures.js';
import { formatTable } from './format-table.js';
import type { Results } from './results.js';
import { targets } from './targets.js';
import type { Target } from './targets.js';

/** All results as text: the targets first, and then what they are made of. */
export function renderTables(results: Results): string {
  const parts = [
    renderHead(results),
    renderTargets(results),
    ...renderOverhead(results),
    renderSaturation(results),
    renderOutage(results),
    renderMicro(results),
    renderStartup(results),
    renderSweep(results),
    renderNotes(results),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function renderHead({ date, plan, machine, processorShare }: Results): string {
  const pinned = machine.isPinned ? 'processes pinned' : 'processes not pinned';
  const load = `Load average at the start ${machine.loadAverage.toFixed(2)}`;
  const share = `an untraced server then had ${formatShare(processorShare)} of its processor`;
  return [
    `nestjs-tracing benchmark, ${plan}, ${date}`,
    `Node ${machine.node}, ${machine.processors} x ${machine.processor}, ${pinned}`,
    Number.isNaN(processorShare) ? load : `${load}; ${share}`,
  ].join('\n');
}

function renderTargets(results: Results): string {
  const figures = new Figures(results);
  const rows = targets
    .filter(({ measured }) => !results.isPartial || measured(figures, 'ours') !== undefined)
    .map((target) => targetRow(target, figures));
  if (rows.length === 0) return '';
  return `Targets\n${formatTable(['', 'target', 'ours', '', 'beside'], rows)}`;
}

function targetRow({ what, limit, stretch, format, measured, rival }: Target, figures: Figures) {
  const ours = measured(figures, 'ours');
  const theirs = rival && measured(figures, rival);
  return [
    what,
    `<= ${format(limit)}${stretch === undefined ? '' : `, better ${format(stretch)}`}`,
    ours === undefined ? '-' : format(ours),
    ours === undefined ? 'not measured' : ours <= limit ? 'met' : 'missed',
    rival === undefined || theirs === undefined ? '-' : `${rivals[rival]} ${format(theirs)}`,
  ];
}

const rivals = { 'usual-stack': 'usual stack', 'ours-stock': 'stock engine' };

function renderOverhead({ overhead }: Results): string[] {
  return platforms.flatMap((platform) =>
    routes
      .filter(({ id }) => overhead.some((each) => each.platform === platform && each.route === id))
      .map(({ id, path }) => {
        const rows = overhead.filter((each) => each.platform === platform && each.route === id);
        return `${platform} ${path}\n${formatTable(overheadHead, rows.map(overheadRow))}`;
      }),
  );
}

const overheadHead = [
  'configuration',
  'CPU us',
  'x untraced',
  'p99 ms',
  'x untraced',
  'RSS MB',
  'spans',
  'delivered',
];

function overheadRow(summary: Summary): string[] {
  const { expectedSpans, receivedSpans, rssMb, rssOverUntracedMb } = summary;
  return [
    labelOf(summary.configuration),
    formatSpread(summary.cpuUsPerRequest, 1),
    formatSpread(summary.cpuRatio, 2),
    summary.p99Ms.median.toFixed(2),
    formatSpread(summary.p99Ratio, 2),
    `${rssMb.toFixed(0)} ${formatMore(rssOverUntracedMb)}`,
    String(Number(summary.spansPerRequest.toFixed(2))),
    expectedSpans === 0 ? '-' : formatShare(receivedSpans / expectedSpans),
  ];
}

function renderSaturation({ saturation }: Results): string {
  const rows = saturation.map(({ configuration, requests, expectedSpans, receivedSpans }) => [
    labelOf(configuration),
    String(requests),
    expectedSpans.toFixed(0),
    String(receivedSpans),
    formatShare(1 - receivedSpans / expectedSpans),
  ]);
  if (rows.length === 0) return '';
  const head = ['express /steps, 32 sockets', 'requests', 'spans', 'delivered', 'lost'];
  return `Saturation, with a healthy collector\n${formatTable(head, rows)}`;
}

function renderOutage({ outage }: Results): string {
  const rows = outage.map(({ configuration, requests, growthBytes }) => [
    labelOf(configuration),
    String(requests),
    (growthBytes / 1_048_576).toFixed(1),
  ]);
  if (rows.length === 0) return '';
  const seconds = (outage[0]?.durationMs ?? 0) / 1_000;
  const head = ['express /steps', 'requests', 'heap and buffers, MB'];
  return `Collector dead for ${seconds} s: growth of memory\n${formatTable(head, rows)}`;
}

function renderMicro({ micro }: Results): string {
  const rows = micro.map(({ operation, oursNs, stockNs }) => [
    operation,
    oursNs?.toFixed(0) ?? '-',
    stockNs?.toFixed(0) ?? '-',
    oursNs === undefined || stockNs === undefined ? '-' : (stockNs / oursNs).toFixed(1),
  ]);
  if (rows.length === 0) return '';
  return `Alone, in nanoseconds\n${formatTable(['', 'our engine', 'stock', 'stock / ours'], rows)}`;
}

function renderStartup({ startup }: Results): string {
  const rows = startup.map((each) => [
    labelOf(each.configuration),
    formatSpread(each.wallMs, 0),
    formatMore(each.wallOverUntracedMs),
    formatSpread(each.cpuMs, 0),
    formatMore(each.cpuOverUntracedMs),
    String(each.modules),
    String(each.instrumentations.length),
  ]);
  if (rows.length === 0) return '';
  const head = ['express, small', 'ms', '+', 'CPU ms', '+', 'modules', 'instrumentations'];
  const ours = startup.find(({ configuration }) => configuration === 'ours');
  const named = ours && `Instrumentations of ours: ${ours.instrumentations.join(', ')}`;
  return [`From the start of Node until it listens`, formatTable(head, rows), named].join('\n');
}

function renderSweep({ sweep }: Results): string {
  if (sweep === undefined) return '';
  const { files, instrumentations, patches } = sweep;
  const rows = [
    ['construct', formatSpread(sweep.constructMs, 1)],
    ['first sweep', formatSpread(sweep.firstMs, 1)],
    ['each further one', formatSpread(sweep.repeatedMs, 2)],
  ];
  const head = `${instrumentations} instrumentations, ${files} loaded files, ${patches} patches`;
  return `Late patching\n${formatTable([head, 'ms'], rows)}`;
}

function renderNotes({ overhead }: Results): string {
  const notes = new Map(overhead.map(({ configuration, note }) => [configuration, note]));
  return [...notes]
    .filter(([, note]) => note !== undefined)
    .map(([configuration, note]) => `${labelOf(configuration)}: ${note}.`)
    .join('\n');
}

function formatMore(more: number): string {
  return `${more < 0 ? '-' : '+'}${Math.abs(more).toFixed(0)}`;
}

function labelOf(id: ConfigurationId): string {
  return configurations.find((each) => each.id === id)?.label ?? id;
}
