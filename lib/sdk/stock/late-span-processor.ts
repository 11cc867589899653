import { diag } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** Most spans kept before it is known where they go: some 1 MB. */
const MAX_HELD_SPANS = 1_024;

/**
 * Holds finished spans until the processors are known, which with `forRootAsync()` is only when
 * the options have been made. Beyond a bound the newest are dropped, and `diag` is told how many.
 */
export class LateSpanProcessor implements SpanProcessor {
  #delegates: readonly SpanProcessor[] | undefined;
  #held: ReadableSpan[] = [];
  #dropped = 0;

  /** Names the processors; what was held goes to them. */
  deliverTo(delegates: readonly SpanProcessor[]): void {
    this.#delegates = delegates;
    const held = this.#held;
    this.#held = [];
    held.forEach((span) => this.onEnd(span));
    if (this.#dropped > 0) {
      diag.warn(
        `nestjs-tracing: ${this.#dropped} spans were dropped that ended before the options of forRootAsync() were there.`,
      );
    }
  }

  /** Forgets what was held, and takes nothing more. */
  discard(): void {
    this.#delegates = [];
    this.#held = [];
  }

  onStart(span: Span, parent: Context): void {
    this.#delegates?.forEach((delegate) => delegate.onStart(span, parent));
  }

  onEnd(span: ReadableSpan): void {
    if (this.#delegates !== undefined) {
      this.#delegates.forEach((delegate) => delegate.onEnd(span));
    } else if (this.#held.length < MAX_HELD_SPANS) {
      this.#held.push(span);
    } else {
      this.#dropped += 1;
    }
  }

  /** Waits for all of them, also when one fails. */
  async forceFlush(): Promise<void> {
    const flushes = (this.#delegates ?? []).map((delegate) => delegate.forceFlush());
    await Promise.allSettled(flushes);
    await Promise.all(flushes);
  }

  async shutdown(): Promise<void> {
    await Promise.all((this.#delegates ?? []).map((delegate) => delegate.shutdown()));
  }
}
