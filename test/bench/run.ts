import { cpus, loadavg } from 'node:os';
import { readCommandLine } from './command-line.js';
import type { CommandLine } from './command-line.js';
import { measureOutage } from './measuring/measure-outage.js';
import { measureOverhead } from './measuring/measure-overhead.js';
import type { Series } from './measuring/measure-overhead.js';
import { measureSaturation } from './measuring/measure-saturation.js';
import { Stage } from './measuring/stage.js';
import { processorShare, summarize } from './measuring/summarize.js';
import { measureMicro } from './micro/measure-micro.js';
import { canPin } from './processes/pin.js';
import { profileServers } from './profiling/profile-servers.js';
import { renderTables } from './report/render-tables.js';
import type { Results } from './report/results.js';
import { say } from './report/say.js';
import { rewriteResults, writeResults } from './report/write-results.js';
import { measureStartup, measureSweep } from './startup/measure-startup.js';

const order = tryReadCommandLine();
if (order === undefined) {
  process.exitCode = 1;
} else {
  await run(order);
}

function tryReadCommandLine(): CommandLine | undefined {
  try {
    return readCommandLine(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    return undefined;
  }
}

async function run(order: CommandLine): Promise<void> {
  if (order.isRender) {
    console.log(`Written to ${(await rewriteResults()).join(' and ')}`);
    return;
  }
  if (order.profileSeconds !== undefined) {
    await profileServers(order.selection, order.plan, order.profileSeconds);
    return;
  }
  const results = await measure(order);
  const files = order.selection.isPartial ? [] : await writeResults(results);
  say('');
  console.log(`\n${renderTables(results)}`);
  if (files.length > 0) console.log(`\nWritten to ${files.join(' and ')}`);
}

async function measure({ plan, selection }: CommandLine): Promise<Results> {
  const begin = { date: new Date().toISOString(), plan: plan.name, machine: describeMachine() };
  const { parts, platforms, isPartial } = selection;
  const micro = parts.includes('micro') ? await measureMicro(plan.microRounds) : [];
  const startup = parts.includes('startup') ? await measureStartup(plan, selection) : [];
  const sweep = parts.includes('startup') ? await measureSweep(plan) : undefined;
  const stage = await Stage.open();
  try {
    const series: Series[] = [];
    for (const platform of parts.includes('overhead') ? platforms : []) {
      series.push(...(await measureOverhead(stage, { platform, plan, selection })));
    }
    const saturation = parts.includes('saturation')
      ? await measureSaturation(stage, plan, selection)
      : [];
    const outage = parts.includes('outage') ? await measureOutage(stage, plan, selection) : [];
    return {
      ...begin,
      isPartial,
      processorShare: processorShare(series),
      overhead: summarize(series),
      saturation,
      outage,
      micro,
      startup,
      sweep,
    };
  } finally {
    await stage.close();
  }
}

function describeMachine(): Results['machine'] {
  const processors = cpus();
  return {
    node: process.version,
    processor: processors[0]?.model ?? 'unknown processor',
    processors: processors.length,
    isPinned: canPin,
    loadAverage: loadavg()[0] ?? 0,
  };
}
