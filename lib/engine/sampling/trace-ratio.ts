import type { TraceIdentity } from '../ids/trace-identity.js';

/** What a trace's number has to be below for it to be among that share of all traces. */
export function boundOfRatio(ratio: number): number {
  return ratio === 1 ? 4_294_967_296 : Math.floor(ratio * 4_294_967_295);
}

/** Whether the SDK would take the trace, too, by the ratio of this bound. */
export function isBelowBound({ a, b, c, d }: TraceIdentity, bound: number): boolean {
  return (a ^ b ^ c ^ d) >>> 0 < bound;
}
