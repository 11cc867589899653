import type { Attributes, Span } from '@opentelemetry/api';
import { recordError } from '../../spans/record-error.js';
import type { EntrySpan } from '../../spans/entry-span.js';
import { unsample } from '../../spans/unsample.js';

/** The SERVER or CONSUMER span of one message. */
export class MessageSpan implements EntrySpan {
  isDropped = false;
  #span: Span | undefined;
  #isAnswering = false;
  #hasFailed = false;

  constructor(readonly application: object) {}

  open(span: Span): void {
    this.#span = span;
  }

  /** There is no response that could make something else of it: a handler's error fails the message. */
  noteError(error: unknown): void {
    if (this.#span !== undefined) {
      this.#hasFailed = true;
      recordError(this.#span, error, true);
    }
  }

  /** What leaves the handling with an error is mostly what a filter made of the handler's own. */
  noteOutcome(error: unknown): void {
    if (!this.#hasFailed) {
      this.noteError(error);
    }
  }

  /** What became of the message beside its answer, such as an acknowledgement. */
  noteEvent(name: string, attributes: Attributes): void {
    this.#span?.addEvent(name, attributes);
  }

  skip(): void {
    this.isDropped = true;
    if (this.#span !== undefined) {
      unsample(this.#span);
    }
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
      this.#span?.end();
      this.#span = undefined;
    }
  }
}
