import { startCollector, type Collector } from './collector.js';
import type { DemoOptions } from './demo-options.js';
import { findJaeger, type Jaeger } from './jaeger.js';
import { Progress } from './progress.js';
import { ServiceGroup } from './service-group.js';
import { TraceStore } from './trace-store.js';

/** What the acts of the demo share. */
export interface Stage {
  options: DemoOptions;
  progress: Progress;
  /** Aborted when the demo ends early, so that no act goes on behind the curtain. */
  ending: AbortController;
  services: ServiceGroup;
  store: TraceStore;
  collector: Collector;
  jaeger: Jaeger | undefined;
}

export async function setUpStage(options: DemoOptions): Promise<Stage> {
  const store = new TraceStore();
  const jaeger = await findJaeger();
  const collector = await startCollector({
    onSpans: (spans) => store.add(spans),
    onBytes: (body) => jaeger?.forward(body),
  });
  const services = new ServiceGroup((name, line) => {
    if (options.verbose) process.stderr.write(`${name.padEnd(16)} | ${line}\n`);
  });
  const progress = new Progress(process.stderr, process.stderr.isTTY && !options.verbose);
  const ending = new AbortController();
  return { options, progress, ending, services, store, collector, jaeger };
}

/** Begins the next step, unless the demo is ending. */
export function announce({ ending, progress }: Stage, text: string): void {
  ending.signal.throwIfAborted();
  progress.step(text);
}

export async function tearDownStage(stage: Stage): Promise<void> {
  stage.ending.abort();
  if (stage.services.haveStarted) stage.progress.step('Stopping the services');
  await stage.services.stop();
  stage.store.close();
  stage.collector.close();
  stage.progress.clear();
}
