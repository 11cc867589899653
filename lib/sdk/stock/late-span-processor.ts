import { diag } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { GuardedProcessors } from '../../engine/pipeline/guarded-processors.js';
import { OpenEntries } from '../../engine/pipeline/open-entries.js';

/** Most spans kept before it is known where they go: some 1 MB. */
const MAX_HELD_SPANS = 1_024;

/**
 * Holds finished spans until it is known where they go, which with `forRootAsync()` is only when
 * the options have been made. Beyond a bound the newest are dropped, and `diag` is told how many.
 */
export class LateSpanProcessor implements SpanProcessor {
  #delegate: SpanProcessor | undefined;
  #held: ReadableSpan[] = [];
  #dropped = 0;
  readonly #openEntries = new OpenEntries();

  /** Spans that have ended so far. */
  endedSpans = 0;

  /** Names the processor; what was held goes to it. */
  deliverTo(delegate: SpanProcessor): void {
    this.#delegate = delegate;
    const held = this.#held;
    this.#held = [];
    held.forEach((span) => this.#sendOn(span));
    if (this.#dropped > 0) {
      diag.warn(
        `nestjs-tracing: ${this.#dropped} spans were dropped that ended before the options of forRootAsync() were there.`,
      );
    }
  }

  /** Forgets what was held, and takes nothing more. */
  discard(): void {
    this.#delegate = new GuardedProcessors([]);
    this.#held = [];
  }

  onStart(span: Span, parent: Context): void {
    this.#openEntries.add(span);
    this.#delegate?.onStart(span, parent);
  }

  onEnding(span: Span): void {
    this.#delegate?.onEnding?.(span);
  }

  onEnd(span: ReadableSpan): void {
    this.endedSpans += 1;
    this.#openEntries.remove(span);
    this.#sendOn(span);
  }

  /** Resolves when the requests and messages worked on now have ended. */
  entriesSettled(): Promise<void> {
    return this.#openEntries.settled();
  }

  async forceFlush(): Promise<void> {
    await this.#delegate?.forceFlush();
  }

  async shutdown(): Promise<void> {
    await this.#delegate?.shutdown();
  }

  #sendOn(span: ReadableSpan): void {
    if (this.#delegate === undefined) {
      this.#hold(span);
    } else {
      this.#delegate.onEnd(span);
    }
  }

  #hold(span: ReadableSpan): void {
    if (this.#held.length < MAX_HELD_SPANS) {
      this.#held.push(span);
    } else {
      this.#dropped += 1;
    }
  }
}
