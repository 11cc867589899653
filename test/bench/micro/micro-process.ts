import { context } from '@opentelemetry/api';
import { measure } from 'mitata';
import type { MicroCommands } from '../processes/commands.js';
import { serveCommands } from '../processes/serve-commands.js';
import { operationsOf } from './operations.js';
import type { OperationId } from './operations.js';
import { startOurEngine } from './our-engine.js';
import { startStockEngine } from './stock-engine.js';

const minCpuTimeNs = 30_000_000;

// One engine to a process, as in production: with both in one, V8 would compile every call for two
// classes of span, and neither would be measured as it runs.
const engine = process.env['BENCH_ENGINE'] === 'ours' ? await startOurEngine() : startStockEngine();
const operations = operationsOf(engine);

serveCommands<MicroCommands>({ measureNs }, { port: 0 });

/** Nanoseconds of one operation, the middle of many samples. */
async function measureNs(id: OperationId): Promise<number> {
  const { work, within, times } = operations[id];
  const { p50 } = await context.with(within, () => measure(work, { min_cpu_time: minCpuTimeNs }));
  return p50 / times;
}
