import { diag } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { OpenEntries } from '../../engine/pipeline/open-entries.js';
import { settleAll } from '../../engine/pipeline/settle-all.js';
import { warnOfProcessor } from '../../engine/pipeline/warn-of-processor.js';

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
  readonly #openEntries = new OpenEntries();

  /** Spans that have ended so far. */
  endedSpans = 0;

  /** Names the processors; what was held goes to them. */
  deliverTo(delegates: readonly SpanProcessor[]): void {
    this.#delegates = delegates;
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
    this.#delegates = [];
    this.#held = [];
  }

  onStart(span: Span, parent: Context): void {
    this.#openEntries.add(span);
    for (const delegate of this.#delegates ?? []) {
      try {
        delegate.onStart(span, parent);
      } catch (error) {
        warnOfProcessor(delegate, 'onStart', error);
      }
    }
  }

  onEnding(span: Span): void {
    for (const delegate of this.#delegates ?? []) {
      try {
        delegate.onEnding?.(span);
      } catch (error) {
        warnOfProcessor(delegate, 'onEnding', error);
      }
    }
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
    await settleAll((this.#delegates ?? []).map(async (delegate) => delegate.forceFlush()));
  }

  async shutdown(): Promise<void> {
    await settleAll((this.#delegates ?? []).map(async (delegate) => delegate.shutdown()));
  }

  #sendOn(span: ReadableSpan): void {
    if (this.#delegates === undefined) {
      this.#hold(span);
      return;
    }
    for (const delegate of this.#delegates) {
      try {
        delegate.onEnd(span);
      } catch (error) {
        warnOfProcessor(delegate, 'onEnd', error);
      }
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
