import type { ConfigurationId, Platform } from '../subjects.js';
import { formatShare } from './figures.js';
import type { Figures } from './figures.js';
import {
  costOfOneInAHundred,
  inMicroseconds,
  overAloneContext,
  overAwait,
  worst,
} from './measures.js';

/** A promise with a number: what we measure has to be at most this. */
export interface Target {
  readonly what: string;
  readonly limit: number;
  readonly format: (value: number) => string;
  /** Undefined when the run does not know. */
  readonly measured: (figures: Figures, configuration: ConfigurationId) => number | undefined;
  /** What we would like it to be. */
  readonly stretch?: number;
  /** Who else has such a figure. */
  readonly rival?: 'usual-stack' | 'ours-stock';
}

const ratio = (value: number) => value.toFixed(2);
const microseconds = (value: number) => `${value.toFixed(2)} us`;
const megabytes = (value: number) => `${value.toFixed(1)} MB`;

export const targets: readonly Target[] = [
  cpuRatio('express', 'hello', 1.25),
  cpuRatio('express', 'steps', 1.4),
  cpuRatio('fastify', 'hello', 1.4, 1.3),
  cpuRatio('fastify', 'steps', 1.9, 1.6),
  {
    what: '0 % sampled: CPU, worst of /hello, /steps, /shop',
    limit: 1.1,
    format: ratio,
    measured: (figures) =>
      worst(figures.ofAll('ours-unsampled').map(({ cpuRatio }) => cpuRatio.median)),
  },
  {
    what: '0 % sampled: CPU over AsyncLocalStorage alone, worst of /hello, /steps, /shop',
    limit: 0.05,
    format: ratio,
    measured: (figures) => worst(overAloneContext(figures)),
  },
  {
    what: '@Span over the bare await, recorded',
    limit: 0.7,
    format: microseconds,
    measured: (figures, engine) => overAwait(figures, engine, 'await @Span'),
    rival: 'ours-stock',
  },
  {
    what: '@Span over the bare await, unsampled',
    limit: 0.3,
    format: microseconds,
    measured: (figures, engine) => overAwait(figures, engine, 'await @Span, unsampled'),
    rival: 'ours-stock',
  },
  {
    what: 'encoding of a server span',
    limit: 0.6,
    format: microseconds,
    measured: (figures, engine) => inMicroseconds(figures, engine, 'encode server span'),
    rival: 'ours-stock',
  },
  {
    what: 'encoding of an inner span',
    limit: 0.25,
    format: microseconds,
    measured: (figures, engine) => inMicroseconds(figures, engine, 'encode inner span'),
    rival: 'ours-stock',
  },
  {
    what: 'inner span, at 100 a request',
    limit: 2,
    format: microseconds,
    measured: costOfOneInAHundred,
    rival: 'usual-stack',
  },
  {
    what: 'p99 at 16 sockets, worst of /hello and /steps',
    limit: 1.15,
    format: ratio,
    measured: (figures, configuration) =>
      worst(figures.ofSmall(configuration).map(({ p99Ratio }) => p99Ratio.median)),
    rival: 'usual-stack',
  },
  {
    what: 'spans lost at saturation',
    limit: 0,
    format: formatShare,
    measured: (figures, configuration) => figures.lost(configuration),
    rival: 'usual-stack',
  },
  {
    what: 'growth of memory, collector dead for 60 s (a quick run: 10 s)',
    limit: 4,
    format: megabytes,
    measured: (figures, configuration) => figures.growthMb(configuration),
    rival: 'usual-stack',
  },
  {
    what: 'RSS over untraced, worst',
    limit: 25,
    format: megabytes,
    measured: (figures, configuration) =>
      worst(figures.ofAll(configuration).map(({ rssOverUntracedMb }) => rssOverUntracedMb)),
    rival: 'usual-stack',
  },
];

function cpuRatio(
  platform: Platform,
  route: 'hello' | 'steps',
  limit: number,
  stretch?: number,
): Target {
  return {
    what: `CPU, ${platform} /${route}`,
    limit,
    stretch,
    format: ratio,
    measured: (figures, configuration) =>
      figures.of(platform, route, configuration)?.cpuRatio.median,
    rival: 'usual-stack',
  };
}
