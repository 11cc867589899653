import type { Span } from '@opentelemetry/api';
import type { EntrySpan } from '../../spans/entry-span.js';
import { unsample } from '../../spans/unsample.js';

/** The CONSUMER span of one attempt, as the code below it may speak of it. */
export class JobEntry implements EntrySpan {
  isDropped = false;
  #span: Span | undefined;

  constructor(readonly application: object) {}

  open(span: Span): void {
    this.#span = span;
  }

  noteError(): void {
    // What fails a job leaves its processor.
  }

  skip(): void {
    this.isDropped = true;
    if (this.#span !== undefined) {
      unsample(this.#span);
    }
  }
}
