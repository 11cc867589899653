import type { Attributes, Link, SpanKind } from '@opentelemetry/api';

/**
 * What `runInSpan()` can be told about its span.
 *
 * @publicApi
 */
export interface RunInSpanOptions {
  /** @default SpanKind.INTERNAL */
  readonly kind?: SpanKind;

  /** Attributes set when the span starts, so that samplers see them. */
  readonly attributes?: Attributes;

  /** Spans of this or other traces that are related without being the parent. */
  readonly links?: Link[];

  /**
   * Starts a new trace instead of a child of the active span.
   * @default false
   */
  readonly root?: boolean;

  /**
   * Whether an error that leaves the work is recorded as an exception event and makes the
   * span's status ERROR. A function decides error by error; if it throws, the error is recorded.
   * @default true
   */
  readonly recordException?: boolean | ((error: unknown) => boolean);

  /**
   * Attributes taken from the result: the value returned or resolved, the last value of an
   * Observable, the return value of a generator. If it throws, the span goes without them.
   */
  readonly onResult?: (result: never) => Attributes | undefined;
}
