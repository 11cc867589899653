import type { Span } from '@opentelemetry/api';
import { recordError } from '../../spans/record-error.js';
import type { EntrySpan } from '../../spans/entry-span.js';
import { unsample } from '../../spans/unsample.js';

/** The SERVER or CONSUMER span of one message. */
export class MessageSpan implements EntrySpan {
  isDropped = false;
  #span: Span | undefined;

  constructor(readonly application: object) {}

  open(span: Span): void {
    this.#span = span;
  }

  /** There is no response that could make something else of it: a handler's error fails the message. */
  noteError(error: unknown): void {
    if (this.#span !== undefined) {
      recordError(this.#span, error, true);
    }
  }

  skip(): void {
    this.isDropped = true;
    if (this.#span !== undefined) {
      unsample(this.#span);
    }
  }

  end(): void {
    this.#span?.end();
  }
}
