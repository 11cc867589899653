import { runFixture } from '../support/run-fixture.js';
import { leftOutOf } from './cells.js';
import type { Cell, ClientAge } from './cells.js';
import type { Drawings } from './print-matrix.js';

/** A cell loads every library and waits for five servers. */
const deadlineMs = 60_000;

/** Where the fake servers listen. */
export interface FakeServers {
  readonly mongodb: string;
  readonly kafka: string;
}

type CellReport = Readonly<Partial<Record<ClientAge, Drawings>>>;

/** OpenTelemetry's own hooks, set before everything else. */
export async function runGold(servers: FakeServers): Promise<Drawings> {
  const report = await run({ ...servers, order: 'gold', format: 'require' });
  return report.late ?? {};
}

export function runCell(cell: Cell, servers: FakeServers): Promise<CellReport> {
  return run({ ...servers, ...cell, without: leftOutOf(cell) });
}

function run(input: object): Promise<CellReport> {
  return runFixture<CellReport>('../matrix/fixtures/run-cell', input, deadlineMs);
}

/** Runs so many pieces of work at once, one for each of a small machine's processors. */
export async function inLanes<T>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: count }, lane));
}
