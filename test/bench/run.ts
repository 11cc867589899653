import { cpus, loadavg } from 'node:os';
import { measureOutage } from './measuring/measure-outage.js';
import { measureOverhead } from './measuring/measure-overhead.js';
import type { Series } from './measuring/measure-overhead.js';
import { measureSaturation } from './measuring/measure-saturation.js';
import { Stage } from './measuring/stage.js';
import { processorShare, summarize } from './measuring/summarize.js';
import { measureMicro } from './micro/measure-micro.js';
import { choosePlan } from './plan.js';
import type { Plan } from './plan.js';
import { canPin } from './processes/pin.js';
import { renderTables } from './report/render-tables.js';
import type { Results } from './report/results.js';
import { say } from './report/say.js';
import { writeResults } from './report/write-results.js';
import { platforms } from './subjects.js';

const plan = choosePlan(process.argv.slice(2));

const results = await measure(plan);
const files = await writeResults(results);
say('');
console.log(`\n${renderTables(results)}\n\nWritten to ${files.join(' and ')}`);

async function measure(plan: Plan): Promise<Results> {
  const begin = { date: new Date().toISOString(), plan: plan.name, machine: describeMachine() };
  const micro = await measureMicro(plan.microRounds);
  const stage = await Stage.open();
  try {
    const series: Series[] = [];
    for (const platform of platforms) {
      series.push(...(await measureOverhead(stage, platform, plan)));
    }
    const saturation = await measureSaturation(stage, plan);
    const outage = await measureOutage(stage, plan);
    return {
      ...begin,
      processorShare: processorShare(series),
      overhead: summarize(series),
      saturation,
      outage,
      micro,
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
