import type { Span } from '@opentelemetry/api';
import type { EntrySpan } from './entry-span.js';
import { unsample } from './unsample.js';

/** Work that arrived whose span, opened in the context of the work, can be taken back. */
export abstract class SpannedEntry implements EntrySpan {
  isDropped = false;
  protected opened: Span | undefined;

  constructor(readonly application: object) {}

  /** Takes over the span. */
  open(span: Span): void {
    this.opened = span;
  }

  abstract noteError(error: unknown): void;

  skip(): void {
    this.isDropped = true;
    if (this.opened !== undefined) {
      unsample(this.opened);
    }
  }
}
