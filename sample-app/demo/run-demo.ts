import type { DemoOptions } from './demo-options.js';
import { Interruption, untilInterrupted } from './interruption.js';
import { serve } from './serve.js';
import { showCheckouts } from './show-checkouts.js';
import { setUpStage, tearDownStage } from './stage.js';

/** Runs the demo, and leaves no process behind however it ends. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const stage = await setUpStage(options);
  const trouble = [stage.services.failure, untilInterrupted()];
  try {
    await Promise.race([showCheckouts(stage), ...trouble]);
    if (options.serve) await Promise.race([serve(stage), ...trouble]).catch(unlessAskedToEnd);
  } finally {
    await tearDownStage(stage);
  }
}

function unlessAskedToEnd(error: unknown): void {
  if (!(error instanceof Interruption)) throw error;
}
