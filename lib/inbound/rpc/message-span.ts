import type { Attributes } from '@opentelemetry/api';
import { recordError, recordException } from '../../spans/record-error.js';
import { SpannedEntry } from '../../spans/spanned-entry.js';

/** The SERVER or CONSUMER span of one message. */
export class MessageSpan extends SpannedEntry {
  #isAnswering = false;
  #hasFailed = false;

  /** A filter may make an answer of it. */
  noteError(error: unknown): void {
    if (this.opened !== undefined) {
      recordException(this.opened, error);
    }
  }

  noteFailure(error: unknown): void {
    if (this.opened !== undefined) {
      this.#hasFailed = true;
      recordError(this.opened, error, true);
    }
  }

  /** What leaves the handling with an error is mostly what a filter made of the handler's own. */
  noteOutcome(error: unknown): void {
    if (!this.#hasFailed) {
      this.noteFailure(error);
    }
  }

  /** What became of the message beside its answer, such as an acknowledgement. */
  noteEvent(name: string, attributes: Attributes): void {
    this.opened?.addEvent(name, attributes);
  }

  /** From now on the end of the answers is the end, whatever is said of each of them. */
  holdUntilAnswered(): void {
    this.#isAnswering = true;
  }

  endAnswers(): void {
    this.#isAnswering = false;
    this.end();
  }

  end(): void {
    if (!this.#isAnswering) {
      this.opened?.end();
      this.opened = undefined;
    }
  }
}
