/** @publicApi */
export interface BaggageOptions {
  /**
   * Entries of incoming baggage that every span of this process has as an attribute of the same
   * name. Others are passed on and never recorded.
   * @default none
   */
  spanAttributes?: readonly string[];
}
