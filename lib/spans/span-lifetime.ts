import type { Span } from '@opentelemetry/api';
import { endSpan, failSpan } from './end-span.js';
import type { SpanDescription } from './span-description.interface.js';

/** The end of one span: whichever way the work leaves first ends it, the others change nothing. */
export class SpanLifetime {
  #ended = false;

  constructor(
    readonly span: Span,
    private readonly description: SpanDescription,
  ) {}

  get hasEnded(): boolean {
    return this.#ended;
  }

  succeed(result: unknown): void {
    if (!this.#ended) {
      this.#ended = true;
      endSpan(this.span, this.description, result);
    }
  }

  fail(error: unknown): void {
    if (!this.#ended) {
      this.#ended = true;
      failSpan(this.span, this.description, error);
    }
  }

  end(): void {
    if (!this.#ended) {
      this.#ended = true;
      this.span.end();
    }
  }
}
