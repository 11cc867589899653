/** At which work of quadratic cost takes seconds. */
const LENGTH = 64_000;
const TRIES = 3;

/**
 * Milliseconds that work takes on a text of 64,000 characters: a few where its cost is linear. The
 * best of three, since others share the processor.
 */
export function timeOfLong(work: (length: number) => unknown): number {
  let best = Infinity;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const begun = performance.now();
    work(LENGTH);
    best = Math.min(best, performance.now() - begun);
  }
  return best;
}
