import type { ConfigurationId, Platform, RouteId } from '../subjects.js';
import type { Series } from './measure-overhead.js';
import { median, quantile } from './quantile.js';

/** The middle of several processes, and the two at the ends. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What one configuration cost on one route. Ratios are to untraced in the same run. */
export interface Summary {
  readonly configuration: ConfigurationId;
  readonly platform: Platform;
  readonly route: RouteId;
  readonly note: string | undefined;
  readonly cpuUsPerRequest: Spread;
  readonly cpuRatio: Spread;
  readonly p99Ms: Spread;
  readonly p99Ratio: Spread;
  readonly rssMb: number;
  readonly rssOverUntracedMb: number;
  readonly spansPerRequest: number;
  readonly expectedSpans: number;
  readonly receivedSpans: number;
}

/** Of the slices of a process. A shared machine only ever adds to what a slice costs. */
const undisturbed = 0.25;
const bytesPerMb = 1_048_576;

export function summarize(all: readonly Series[]): Summary[] {
  const groups = new Map<string, Series[]>();
  for (const series of all) {
    const key = `${series.platform} ${series.route} ${series.configuration}`;
    groups.set(key, [...(groups.get(key) ?? []), series]);
  }
  return [...groups].map(([, group]) => summarizeGroup(group, untracedBeside(group, groups)));
}

/**
 * Of untraced servers, which have nothing else to do; in /shop they wait for the database. NaN when
 * nothing else was measured.
 */
export function processorShare(all: readonly Series[]): number {
  const shares = all
    .filter(({ configuration, route }) => configuration === 'untraced' && route !== 'shop')
    .flatMap(({ slices }) => slices.map(({ cpuUs, durationMs }) => cpuUs / 1_000 / durationMs));
  return median(shares);
}

function untracedBeside(group: Series[], groups: Map<string, Series[]>): Series[] {
  return groups.get(`${group[0]?.platform} ${group[0]?.route} untraced`) ?? [];
}

function summarizeGroup(group: Series[], untraced: Series[]): Summary {
  const [first] = group;
  if (first === undefined) throw new Error('A configuration without a process');
  const { configuration, platform, route, note } = first;
  const cpuUsPerRequest = spread(group, cpuOf);
  const p99Ms = spread(group, p99Of);
  const rssMb = median(group.map(rssOf));
  return {
    configuration,
    platform,
    route,
    note,
    cpuUsPerRequest,
    cpuRatio: over(cpuUsPerRequest, spread(untraced, cpuOf).median),
    p99Ms,
    p99Ratio: over(p99Ms, spread(untraced, p99Of).median),
    rssMb,
    rssOverUntracedMb: rssMb - median(untraced.map(rssOf)),
    spansPerRequest: median(group.map((series) => series.spansPerRequest)),
    expectedSpans: sum(group.map((series) => series.spansPerRequest * requestsOf(series))),
    receivedSpans: sum(group.flatMap(({ slices }) => slices.map(({ spans }) => spans))),
  };
}

function cpuOf({ slices }: Series): number {
  const perRequest = slices.map(({ cpuUs, requests }) => cpuUs / requests);
  return quantile(perRequest, undisturbed);
}

function p99Of({ slices }: Series): number {
  const each = slices.map(({ p99Ms }) => p99Ms);
  return quantile(each, undisturbed);
}

function rssOf({ slices }: Series): number {
  return median(slices.map(({ rssBytes }) => rssBytes)) / bytesPerMb;
}

function requestsOf({ slices }: Series): number {
  return sum(slices.map(({ requests }) => requests));
}

export function spread<T>(group: readonly T[], figure: (each: T) => number): Spread {
  const figures = group.map(figure);
  return { median: median(figures), min: Math.min(...figures), max: Math.max(...figures) };
}

function over({ median: middle, min, max }: Spread, base: number): Spread {
  return { median: middle / base, min: min / base, max: max / base };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
