/**
 * Stable names of what is said about how an application uses traces, once it has been seen to:
 * - `ID_IN_SPAN_NAME`: spans are named with an id: a number, a UUID, hexadecimal digits, an e-mail
 *   address.
 * - `MANY_SPAN_NAMES`: more than 100 span names differ in one word.
 * - `MANY_SPANS`: one request or message had more than `maxSpansPerRequest` spans.
 * - `SPAN_NEVER_ENDED`: a span was left open, and so is never exported.
 * - `ERROR_SWALLOWED`: a method with `@Span()`, or the work of `runInSpan()`, returned although a
 *   span below it had failed, and its own span says nothing of that.
 * - `CONTEXT_LOST`: work of a request began without the request's context, so that it is in no trace
 *   or in one of its own.
 * - `CONTEXT_KEPT`: work of a request began with the context of an earlier one, so that it is in the
 *   trace of that.
 *
 * @publicApi
 */
export type PracticeCode =
  | 'ID_IN_SPAN_NAME'
  | 'MANY_SPAN_NAMES'
  | 'MANY_SPANS'
  | 'SPAN_NEVER_ENDED'
  | 'ERROR_SWALLOWED'
  | 'CONTEXT_LOST'
  | 'CONTEXT_KEPT';

/**
 * How closely an application is watched for what makes traces hard to read or incomplete. It is told
 * of as a warning in Nest's log, once for each place and at most 20 times for each code, and in the
 * notes of `TracingService.diagnostics()`. Only sampled spans are watched, and only where no other
 * tracer provider is in charge.
 *
 * @publicApi
 */
export interface BestPracticesOptions {
  /**
   * Spans that one request or message may have in this process before they are told of as too many.
   * @default 500
   */
  maxSpansPerRequest?: number;

  /**
   * How long a request must be over, in milliseconds, with nothing happening in its trace, until the
   * spans of it that are still open are let go of, to be told of once nothing refers to them that could
   * end them; and until one that begins counts as too late.
   * @default 10000
   */
  patienceMs?: number;

  /**
   * What is not to be told of.
   * @default [] (everything is told of)
   */
  ignore?: readonly PracticeCode[];
}
