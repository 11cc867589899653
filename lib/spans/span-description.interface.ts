import type { Attributes, Link, SpanKind } from '@opentelemetry/api';

/** Everything a span is to be, decided before it starts. */
export interface SpanDescription {
  /** Low-cardinality name: `OrdersService.place`, never `place order 4711`. */
  readonly name: string;

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
   * `error.type` for an error that has a better one than the name of its class; undefined for that.
   */
  readonly errorType?: (error: unknown) => string | undefined;

  /**
   * Whether nobody is there whom the work could answer, so that an error fails the span which
   * elsewhere is an answer, such as an HttpException below 500.
   * @default false
   */
  readonly hasNoCaller?: boolean;

  /**
   * Attributes taken from the result: the value returned or resolved, the last value of an
   * Observable, the return value of a generator. If it throws, the span goes without them.
   */
  readonly onResult?: (result: never) => Attributes | undefined;

  /**
   * Whether the span of a subscription ends with that of the work that arrived, at the latest: an
   * Observable may go on for as long as somebody listens.
   * @default false
   */
  readonly endsWithEntry?: boolean;

  /**
   * Whether an Observable comes back as another, each of whose subscriptions has a span; otherwise
   * the span is that of the call alone.
   * @default true
   */
  readonly followsObservables?: boolean;
}
