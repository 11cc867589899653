/**
 * Lets through so many a second, on average, and at most one second's worth of them at once: a
 * token bucket, full to begin with.
 */
export class RateLimiter {
  readonly #perMs: number;
  readonly #capacity: number;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;

  /**
   * @param perSecond 0 lets nothing through; of less than one a second, one has to come together
   * @param now milliseconds of a clock that nobody sets
   */
  constructor(perSecond: number, now = () => performance.now()) {
    this.#perMs = perSecond / 1_000;
    this.#capacity = perSecond === 0 ? 0 : Math.max(1, perSecond);
    this.#now = now;
    this.#tokens = this.#capacity;
    this.#filledAt = now();
  }

  /** Whether there was room for one more. */
  tryTake(): boolean {
    const now = this.#now();
    const grown = this.#tokens + (now - this.#filledAt) * this.#perMs;
    this.#tokens = Math.min(this.#capacity, grown);
    this.#filledAt = now;
    if (this.#tokens < 1) {
      return false;
    }
    this.#tokens -= 1;
    return true;
  }
}
