import { median } from '../measuring/quantile.js';
import { Child } from '../processes/child.js';
import type { MicroCommands } from '../processes/commands.js';
import { cpus, pin } from '../processes/pin.js';
import { say } from '../report/say.js';
import type { OperationId } from './operations.js';

/** Nanoseconds of one operation under each engine; undefined where the build has no such engine. */
export interface MicroResult {
  readonly operation: OperationId;
  readonly oursNs: number | undefined;
  readonly stockNs: number | undefined;
}

type Engine = 'ours' | 'stock';

const operationIds: readonly OperationId[] = [
  'inner span',
  'server span',
  'encode inner span',
  'encode server span',
  'bare await',
  'await @Span',
  'await @Span, unsampled',
  'extract',
  'inject',
];

/** One process for each engine, which take turns, so that both see the same machine. */
export async function measureMicro(rounds: number): Promise<MicroResult[]> {
  const ours = await tryStart('ours');
  const stock = await tryStart('stock');
  const samples: Samples[] = operationIds.map((operation) => ({ operation, ours: [], stock: [] }));
  for (let round = 1; round <= rounds; round += 1) {
    say(`micro: round ${round} of ${rounds}`);
    for (const sample of samples) {
      if (ours) sample.ours.push(await ours.ask('measureNs', sample.operation));
      if (stock) sample.stock.push(await stock.ask('measureNs', sample.operation));
    }
  }
  await Promise.all([ours?.stop(), stock?.stop()]);
  return samples.map(summarize);
}

interface Samples {
  readonly operation: OperationId;
  readonly ours: number[];
  readonly stock: number[];
}

function summarize({ operation, ours, stock }: Samples): MicroResult {
  return { operation, oursNs: middle(ours), stockNs: middle(stock) };
}

function middle(samples: readonly number[]): number | undefined {
  return samples.length === 0 ? undefined : median(samples);
}

/** A build from before there was an engine of our own can still be measured in everything else. */
async function tryStart(engine: Engine): Promise<Child<MicroCommands> | undefined> {
  try {
    const child = await Child.start<MicroCommands>({
      program: '../micro/micro-process',
      env: { BENCH_ENGINE: engine },
    });
    pin(child.pid, cpus.server);
    return child;
  } catch (error) {
    say(`micro: engine "${engine}" does not start: ${String(error)}\n`);
    return undefined;
  }
}
