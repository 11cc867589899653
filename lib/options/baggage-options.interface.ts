/**
 * What is recorded of the baggage that travels with the trace context.
 *
 * @publicApi
 */
export interface BaggageOptions {
  /**
   * Entries of baggage that spans have as attributes of the same name: those that came with a
   * request or message, on its span and all below it in this process, and those added by
   * `TracingService.withBaggage()`, on the spans below that. Others are passed on and never recorded.
   *
   * Whoever calls may write baggage: list no names that decide anything, and see
   * `http.trustIncomingContext` for callers that are strangers.
   * @default none
   * @see https://www.w3.org/TR/baggage/
   */
  spanAttributes?: readonly string[];
}
