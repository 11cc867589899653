import type { TraceIdentity } from '../ids/trace-identity.js';
import { RateLimiter } from './rate-limiter.js';
import type { RootDecision } from './root-decision.interface.js';
import { boundOfRatio, isBelowBound } from './trace-ratio.js';

export interface TraceShareOptions {
  /** From 0 to 1. */
  readonly ratio: number;

  /** Of those that the ratio takes; undefined for all of them. */
  readonly maxPerSecond?: number | undefined;

  /** How many are taken in any case, whatever the ratio says. */
  readonly minPerSecond?: number;
}

/** A share of all traces, and how many a second that is at most and at least. */
export class TraceShare implements RootDecision {
  readonly looksAtRequest = false;
  private readonly bound: number;
  private readonly most: RateLimiter | undefined;
  private readonly least: RateLimiter | undefined;

  constructor(private readonly options: TraceShareOptions) {
    const { ratio, maxPerSecond, minPerSecond = 0 } = options;
    this.bound = boundOfRatio(ratio);
    this.most = maxPerSecond === undefined ? undefined : new RateLimiter(maxPerSecond);
    this.least = minPerSecond === 0 ? undefined : new RateLimiter(minPerSecond);
  }

  isSampled(trace: TraceIdentity): boolean {
    // What the ratio takes counts as well, so that the least is an addition only where it is missing.
    const isOwed = this.least?.tryTake() === true;
    const isWanted = isBelowBound(trace, this.bound) || isOwed;
    return isWanted && (this.most === undefined || this.most.tryTake());
  }

  toString(): string {
    const { ratio, maxPerSecond } = this.options;
    return maxPerSecond === undefined ? `${ratio}` : `${ratio}, ${maxPerSecond}/s`;
  }
}
