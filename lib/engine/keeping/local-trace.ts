import { SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan, Span } from '@opentelemetry/sdk-trace-node';
import { ATTR_NESTJS_SAMPLING_KEPT } from '../../semconv/nestjs-attributes.js';
import type { KeepRules } from './keep-rules.interface.js';
import { isTakenBack } from './taken-back.js';

export type KeptFor = 'error' | 'slow';

/**
 * One unsampled piece of work: a span without a parent in this process, and all that is below it.
 * Until it is decided it holds the spans that have ended.
 */
export class LocalTrace {
  /** Undefined while undecided. */
  isKept: boolean | undefined;
  hasRootEnded = false;
  openSpans = 0;
  spans: ReadableSpan[] = [];

  /** When the root began or, once it has ended, when that was. */
  since = performance.now();
  #root: Span | undefined;
  #hasFailed = false;

  constructor(
    root: Span,
    private readonly rules: KeepRules,
  ) {
    this.#root = root;
  }

  /** Holds a span that has ended. */
  add(span: ReadableSpan): void {
    this.spans.push(span);
    this.openSpans -= 1;
    this.#hasFailed ||= span.status.code === SpanStatusCode.ERROR;
    if (span === this.#root) {
      this.hasRootEnded = true;
      this.since = performance.now();
    }
  }

  /** Why it is to be kept, by what is known now. What is given stays: neither rule can be undone. */
  reasonToKeep(): KeptFor | undefined {
    const { errors, slowerThanMs } = this.rules;
    if (this.#root === undefined || isTakenBack(this.#root.spanContext())) {
      return undefined;
    }
    if (errors && this.#hasFailed) {
      return 'error';
    }
    return slowerThanMs !== Infinity && this.#durationMs(this.#root) >= slowerThanMs
      ? 'slow'
      : undefined;
  }

  /**
   * Decides, and lets go of what was held for that.
   *
   * @returns the spans that have ended so far
   */
  decide(reason: KeptFor | undefined): readonly ReadableSpan[] {
    const { spans } = this;
    if (reason !== undefined && this.#root !== undefined) {
      // Its end may lie behind it, where `setAttribute()` does nothing any more.
      this.#root.attributes[ATTR_NESTJS_SAMPLING_KEPT] = reason;
    }
    this.isKept = reason !== undefined;
    this.spans = [];
    this.#root = undefined;
    return spans;
  }

  #durationMs(root: Span): number {
    return this.hasRootEnded ? hrTimeToMilliseconds(root.duration) : performance.now() - this.since;
  }
}
