import type { RunInSpanOptions } from './run-in-span-options.interface.js';

/** Everything a span is to be, decided before it starts. */
export interface SpanDescription extends RunInSpanOptions {
  /** Low-cardinality name: `OrdersService.place`, never `place order 4711`. */
  readonly name: string;

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
