import { setTimeout as pause } from 'node:timers/promises';

const DEADLINE_MS = 15_000;

/**
 * Waits until `read` gives something other than undefined, null or false, asking again and again.
 *
 * @throws Error that says what was waited for, when the deadline has passed
 */
export async function waitFor<T>(
  what: string,
  read: () => T | Promise<T>,
  deadlineMs = DEADLINE_MS,
): Promise<Exclude<T, undefined | null | false>> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) {
      return value as Exclude<T, undefined | null | false>;
    }
    if (performance.now() > end) {
      throw new Error(`Waited ${deadlineMs} ms in vain for ${what}.`);
    }
    await pause(5);
  }
}
