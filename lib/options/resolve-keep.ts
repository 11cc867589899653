import type { KeepOptions } from './keep-options.interface.js';
import type { ResolvedKeep } from './resolved-options.interface.js';

/** Which unsampled traces are kept; undefined when none are, so that nothing is recorded for it. */
export function resolveKeep(keep: KeepOptions = {}): ResolvedKeep | undefined {
  const { errors = false, slowerThanMs = Infinity } = keep;
  if (!errors && slowerThanMs === Infinity) {
    return undefined;
  }
  return {
    errors,
    slowerThanMs,
    maxTraces: keep.maxTraces ?? 5_000,
    maxSpans: keep.maxSpans ?? 10_000,
  };
}
