/** Which traces are kept that were not sampled, and how much may wait for that decision. */
export interface KeepRules {
  /** Whether those with a failed span are. */
  readonly errors: boolean;

  /** Those whose first span in this process took at least so long; Infinity for none. */
  readonly slowerThanMs: number;

  /** Most undecided traces. */
  readonly maxTraces: number;

  /** Most ended spans in them. */
  readonly maxSpans: number;
}
