/**
 * Which traces are kept although they were not sampled: decided when this process's part of the
 * trace has ended, until which its spans wait in memory. Off unless `errors` or `slowerThanMs` says
 * so; then unsampled work is recorded and described as sampled work is, and costs nearly as much.
 *
 * What is judged and kept is all that one request, message or job did in this process, marked by
 * `nestjs.sampling.kept` on its first span. Other services are told `sampled=0` and decide for
 * themselves: their spans are in the trace when they keep them too. For whole traces across services
 * let a collector sample by the tail.
 *
 * @publicApi
 * @see https://opentelemetry.io/docs/concepts/sampling/#tail-sampling
 */
export interface KeepOptions {
  /**
   * Whether a trace is kept when any of its spans has the status ERROR: also one whose failure was
   * handled further up.
   * @default false
   */
  errors?: boolean;

  /**
   * Keeps traces whose part in this process took at least so many milliseconds, from the start of
   * its first span to the end of that.
   * @default Infinity (none)
   */
  slowerThanMs?: number;

  /**
   * Most undecided traces at a time. For one more the oldest is decided by what is known of it by
   * then, and given up unless that is enough to keep it; so is one that lasts longer than ten
   * minutes. How many were given up is logged at most once a minute.
   * @default 5000
   */
  maxTraces?: number;

  /**
   * Most ended spans of undecided traces, each some 1 kB of memory. For one more the oldest trace is
   * decided; a trace that has a quarter of them alone is decided first.
   * @default 10000 (some 12 MB)
   */
  maxSpans?: number;
}
