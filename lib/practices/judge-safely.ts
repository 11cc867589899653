import { warnSeldom } from '../errors/warn-seldom.js';

/**
 * Judges where nobody waits for it: an error would end the process from a timer, and lose the last
 * spans from the end of an application.
 */
export function judgeSafely(judge: () => void): void {
  try {
    judge();
  } catch (error) {
    warnSeldom('the practices of the application could not be judged.', error);
  }
}
