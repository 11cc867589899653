/** The offset of the traces that began before. */
let offsetMs = Number.NEGATIVE_INFINITY;

/**
 * Wall clock less `performance.now()`, in milliseconds, the same for all traces of the process until
 * the clock is set: a span would otherwise seem to begin before one of another trace that caused it.
 *
 * `Date.now()` is cut to whole milliseconds, so that each reading is up to one too low and the highest
 * the nearest. One that is lower by more was taken after the clock was set back.
 */
export function wallClockOffset(): number {
  let read = readOffset();
  if (isBack(read)) {
    // Or the process was held up between both clocks, which does not happen twice.
    read = readOffset();
  }
  if (read > offsetMs || isBack(read)) {
    offsetMs = read;
  }
  return offsetMs;
}

function readOffset(): number {
  const wall = Date.now();
  return wall - performance.now();
}

function isBack(read: number): boolean {
  return read <= offsetMs - 1;
}
