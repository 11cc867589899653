const GROWTH = 1.5;

/** The share by which a wait is longer or shorter, so that many processes do not come back at once. */
const JITTER = 0.2;

/** Longest wait a collector can ask for: one that says a day may be well again in a minute. */
const MAX_ASKED_MS = 60_000;

/** How long to leave a collector alone that is in trouble. */
export class Backoff {
  private nextMs: number;

  constructor(
    private readonly firstMs: number,
    private readonly maxMs: number,
  ) {
    this.nextMs = firstMs;
  }

  /** @param askedMs what the collector asked for; to come back at once is no answer of one in trouble */
  next(askedMs: number | undefined): number {
    const ownMs = Math.min(this.nextMs, this.maxMs);
    this.nextMs = ownMs * GROWTH;
    if (askedMs !== undefined && askedMs > 0) {
      return Math.min(askedMs, MAX_ASKED_MS);
    }
    return ownMs * (1 + JITTER * (2 * Math.random() - 1));
  }

  reset(): void {
    this.nextMs = this.firstMs;
  }
}
