import type { Span } from '@opentelemetry/api';
import { guarded } from './guarded.js';
import { recordError } from './record-error.js';
import type { SpanDescription } from './span-description.interface.js';

/** The end of one span: whichever way the work leaves first ends it, the others change nothing. */
export class SpanLifetime {
  #ended = false;

  constructor(
    readonly span: Span,
    private readonly description: SpanDescription,
  ) {}

  succeed(result: unknown): void {
    const { onResult } = this.description;
    if (!this.#ended && onResult !== undefined) {
      // Read within the guard: what the callback returns may be an object whose getters throw.
      guarded('onResult', () => this.span.setAttributes(onResult(result as never) ?? {}));
    }
    this.end();
  }

  fail(error: unknown): void {
    if (!this.#ended && this.#counts(error)) {
      recordError(this.span, error);
    }
    this.end();
  }

  end(): void {
    if (!this.#ended) {
      this.#ended = true;
      this.span.end();
    }
  }

  #counts(error: unknown): boolean {
    const { recordException = true } = this.description;
    return typeof recordException === 'function'
      ? (guarded('recordException', recordException, error) ?? true)
      : recordException;
  }
}
