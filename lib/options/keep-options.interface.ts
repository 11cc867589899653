/**
 * Which traces are kept although they were not sampled: decided when this process's part of the
 * trace has ended.
 *
 * @publicApi
 */
export interface KeepOptions {
  /**
   * Whether a trace with a failed span is kept.
   * @default false
   */
  errors?: boolean;

  /** Keeps traces whose part in this process took at least so many milliseconds. */
  slowerThanMs?: number;
}
