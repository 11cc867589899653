import { SpannedEntry } from '../../spans/spanned-entry.js';

/** The CONSUMER span of one attempt, as the code below it may speak of it. */
export class AttemptEntry extends SpannedEntry {
  noteError(): void {
    // What fails a job leaves its processor.
  }
}
