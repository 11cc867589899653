import type { Outage } from '../measuring/measure-outage.js';
import type { Saturation } from '../measuring/measure-saturation.js';
import type { Summary } from '../measuring/summarize.js';
import type { MicroResult } from '../micro/measure-micro.js';
import type { StartupSummary, SweepSummary } from '../startup/measure-startup.js';

/** Everything one run has found out, as it is written to `results/`. */
export interface Results {
  readonly date: string;
  readonly plan: 'quick' | 'full';
  /** A partial run is looked at and not kept. */
  readonly isPartial: boolean;
  readonly machine: {
    readonly node: string;
    readonly processor: string;
    readonly processors: number;
    readonly isPinned: boolean;
    /** Of the last minute, when the run began. */
    readonly loadAverage: number;
  };
  /**
   * Time an untraced server had on its processor, over the time it was asked for: 1 where the machine
   * does nothing else and the load generator is fast enough; NaN when no such
   * server was measured.
   */
  readonly processorShare: number;
  readonly overhead: readonly Summary[];
  readonly saturation: readonly Saturation[];
  readonly outage: readonly Outage[];
  readonly micro: readonly MicroResult[];
  readonly startup: readonly StartupSummary[];
  readonly sweep: SweepSummary | undefined;
}

/**
 * Name of its files. One for each generation of Node: the run before is in the history of git, and a
 * link to the chart stays a link to the newest.
 */
export function resultsName({ machine, plan }: Results): string {
  const [major] = machine.node.slice(1).split('.');
  return `node-${major}${plan === 'quick' ? '-quick' : ''}`;
}
