/** How much is measured. */
export interface Plan {
  readonly name: 'quick' | 'full';
  /** Of each configuration: what V8 makes of the same code differs from process to process. */
  readonly processes: number;
  /** Slices that count, of each route and process. */
  readonly slices: number;
  /** Slices before them, until the compiler has settled. */
  readonly warmUpSlices: number;
  readonly saturationMs: number;
  readonly outageMs: number;
  readonly microRounds: number;
}

const full: Plan = {
  name: 'full',
  processes: 3,
  slices: 30,
  warmUpSlices: 12,
  saturationMs: 8_000,
  outageMs: 60_000,
  microRounds: 15,
};

const quick: Plan = {
  name: 'quick',
  processes: 2,
  slices: 6,
  warmUpSlices: 5,
  saturationMs: 2_000,
  outageMs: 10_000,
  microRounds: 3,
};

/** Enough to see that everything runs, and nothing to draw a conclusion from. */
const smoke: Plan = {
  name: 'quick',
  processes: 1,
  slices: 1,
  warmUpSlices: 1,
  saturationMs: 500,
  outageMs: 500,
  microRounds: 1,
};

export function choosePlan(args: readonly string[]): Plan {
  if (args.includes('--smoke')) return smoke;
  return args.includes('--quick') ? quick : full;
}
