import { waitFor } from './wait-for.js';

/** What some work leaves rejected and unhandled, once there is anything, as Node reports it. */
export async function unhandledRejectionsOf(work: () => unknown): Promise<unknown[]> {
  const reasons: unknown[] = [];
  // Those of the test runner would fail the run.
  const others = process.listeners('unhandledRejection');
  process
    .removeAllListeners('unhandledRejection')
    .on('unhandledRejection', (reason) => void reasons.push(reason));
  try {
    work();
    await waitFor('an unhandled rejection', () => reasons.length > 0);
  } finally {
    process.removeAllListeners('unhandledRejection');
    others.forEach((other) => process.on('unhandledRejection', other));
  }
  return reasons;
}
