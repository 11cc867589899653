import { waitFor } from '../support/wait-for.js';
import { drawTrace, fits, isSameTrace, splitTraces } from './compare-traces.js';
import { placeOf } from './find-snippets.js';
import type { Snippet } from './find-snippets.js';
import { readTraceText } from './trace-text.js';
import type { ShownSpan } from './trace-text.js';

/** What programs have done so far. */
export interface Doings {
  traces(): ShownSpan[][];
  output(): string;
}

const deadlineMs = 20_000;

/**
 * Waits until the programs have done what the texts show.
 *
 * @throws Error with what came instead, as it would stand in the guide
 */
export async function seeTexts(texts: readonly Snippet[], doings: Doings): Promise<void> {
  for (const text of texts) {
    await waitFor(placeOf(text), () => isSeen(text, doings), deadlineMs).catch(() => {
      const came = doings.traces().map(drawTrace).join('\n\n');
      throw new Error(`${placeOf(text)}: this did not come, but\n${came}\n\n${doings.output()}`);
    });
  }
}

/** A tree of spans is a trace that came, or several; each line of anything else was printed. */
function isSeen({ code }: Snippet, doings: Doings): boolean {
  const shown = readTraceText(code);
  if (shown !== undefined) {
    const traces = doings.traces();
    return splitTraces(shown).every((one) => traces.some((trace) => isSameTrace(one, trace)));
  }
  const printed = doings.output().split('\n');
  const lines = code.split('\n').filter((line) => line.trim() !== '');
  return lines.every((line) => printed.some((other) => fits(line.trim(), other)));
}
