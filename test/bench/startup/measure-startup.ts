import { median } from '../measuring/quantile.js';
import { spread } from '../measuring/summarize.js';
import type { Spread } from '../measuring/summarize.js';
import type { Plan } from '../plan.js';
import { Child } from '../processes/child.js';
import type { Startup, StartupCommands, Sweep, SweepCommands } from '../processes/commands.js';
import { say } from '../report/say.js';
import type { Selection } from '../selection.js';
import type { ConfigurationId } from '../subjects.js';

/** What it takes one configuration to have a small application listen, from the start of Node on. */
export interface StartupSummary {
  readonly configuration: ConfigurationId;
  readonly wallMs: Spread;
  readonly cpuMs: Spread;
  readonly wallOverUntracedMs: number;
  readonly cpuOverUntracedMs: number;
  readonly modules: number;
  readonly instrumentations: readonly string[];
}

/** Late patching in a process with thousands of loaded files. */
export interface SweepSummary {
  readonly files: number;
  readonly instrumentations: number;
  readonly patches: number;
  readonly constructMs: Spread;
  readonly firstMs: Spread;
  readonly repeatedMs: Spread;
}

const configurations = ['untraced', 'ours', 'usual-stack', 'nestjs-otel'] as const;
type StartedId = (typeof configurations)[number];

/** One process after the other, of each configuration in turn, so that all see the same machine. */
export async function measureStartup(
  { startups }: Plan,
  selection: Selection,
): Promise<StartupSummary[]> {
  const chosen = configurations.filter(
    (id) => id === 'untraced' || selection.configurations.includes(id),
  );
  const all = new Map<StartedId, Startup[]>(chosen.map((id) => [id, []]));
  for (let round = 1; round <= startups; round += 1) {
    say(`startup: round ${round} of ${startups}`);
    for (const [id, measured] of all) {
      measured.push(await startOnce(id));
    }
  }
  const untraced = all.get('untraced') ?? [];
  return [...all].map(([id, measured]) => summarizeStartup(id, measured, untraced));
}

export async function measureSweep({ startups }: Plan): Promise<SweepSummary> {
  const all: Sweep[] = [];
  for (let round = 1; round <= startups; round += 1) {
    say(`sweep: round ${round} of ${startups}`);
    const child = await Child.start<SweepCommands>({ program: '../startup/sweep-process' });
    all.push(await child.ask('sweep'));
    await child.stop();
  }
  return {
    files: median(all.map(({ files }) => files)),
    instrumentations: median(all.map(({ instrumentations }) => instrumentations)),
    patches: median(all.map(({ patches }) => patches)),
    constructMs: spread(all, ({ constructMs }) => constructMs),
    firstMs: spread(all, ({ firstMs }) => firstMs),
    repeatedMs: spread(all, ({ repeatedMs }) => repeatedMs),
  };
}

async function startOnce(configuration: StartedId): Promise<Startup> {
  const child = await Child.start<StartupCommands>({
    program: '../startup/startup-process',
    env: { BENCH_CONFIGURATION: configuration, BENCH_PLATFORM: 'express' },
  });
  const startup = await child.ask('startup');
  await child.stop();
  return startup;
}

function summarizeStartup(
  configuration: StartedId,
  measured: readonly Startup[],
  untraced: readonly Startup[],
): StartupSummary {
  const wallMs = spread(measured, (each) => each.wallMs);
  const cpuMs = spread(measured, (each) => each.cpuMs);
  return {
    configuration,
    wallMs,
    cpuMs,
    wallOverUntracedMs: wallMs.median - spread(untraced, (each) => each.wallMs).median,
    cpuOverUntracedMs: cpuMs.median - spread(untraced, (each) => each.cpuMs).median,
    modules: median(measured.map(({ modules }) => modules)),
    instrumentations: measured[0]?.instrumentations ?? [],
  };
}
