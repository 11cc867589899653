import { diag } from '@opentelemetry/api';

/** Between two lines about the same thing. */
const QUIET_MS = 60_000;

interface Told {
  at: number;
  /** Times since it was last told. */
  unsaid: number;
}

const told = new Map<string, Told>();

/**
 * Tells `diag` of a failure that may come with every request: at once, and then at most once a
 * minute, with the number of times.
 *
 * @param what the sentence without "nestjs-tracing: "; one of few, since each is remembered
 */
export function warnSeldom(what: string, error: unknown): void {
  const now = performance.now();
  const before = told.get(what);
  if (before === undefined) {
    told.set(what, { at: now, unsaid: 0 });
    diag.warn(`nestjs-tracing: ${what}`, error);
    return;
  }
  before.unsaid += 1;
  if (now - before.at >= QUIET_MS) {
    diag.warn(`nestjs-tracing: ${what} (${before.unsaid} times since it was last told)`, error);
    before.at = now;
    before.unsaid = 0;
  }
}
