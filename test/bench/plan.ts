import { configurations } from './subjects.js';
import type { ConfigurationId } from './subjects.js';

/** How much is measured. */
export interface Plan {
  readonly name: 'quick' | 'full';
  /** What is compared when nobody asks for others. */
  readonly configurations: readonly ConfigurationId[];
  /** What V8 makes of the same code differs from process to process. */
  readonly processes: Readonly<Record<ConfigurationId, number>>;
  /** Slices that count, of each route and process. */
  readonly slices: number;
  /** Slices before them, until the compiler has settled. */
  readonly warmUpSlices: number;
  readonly saturationMs: number;
  readonly outageMs: number;
  readonly microRounds: number;
  /** Processes that are started to see how long it takes, of each configuration. */
  readonly startups: number;
}

const everything = configurations.map(({ id }) => id);

const full: Plan = {
  name: 'full',
  configurations: everything,
  processes: each(3),
  slices: 30,
  warmUpSlices: 12,
  saturationMs: 8_000,
  outageMs: 60_000,
  microRounds: 15,
  startups: 15,
};

const quick: Plan = {
  name: 'quick',
  // Of the others these two are the slowest, to start and to be asked.
  configurations: ['untraced', 'context-only', 'ours', 'ours-unsampled', 'usual-stack'],
  // Every ratio stands on the untraced ones.
  processes: { ...each(1), untraced: 2, ours: 2 },
  slices: 5,
  warmUpSlices: 4,
  saturationMs: 3_000,
  outageMs: 10_000,
  microRounds: 3,
  startups: 5,
};

/** Enough to see that everything runs, and nothing to draw a conclusion from. */
const smoke: Plan = {
  name: 'quick',
  configurations: everything,
  processes: each(1),
  slices: 1,
  warmUpSlices: 1,
  saturationMs: 500,
  outageMs: 500,
  microRounds: 1,
  startups: 1,
};

export function choosePlan(wanted: { quick?: boolean; smoke?: boolean }): Plan {
  if (wanted.smoke) return smoke;
  return wanted.quick ? quick : full;
}

function each(processes: number): Plan['processes'] {
  const entries = everything.map((id) => [id, processes]);
  return Object.fromEntries(entries) as Plan['processes'];
}
