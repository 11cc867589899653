import type { IdGenerator } from '@opentelemetry/sdk-trace-node';

/** Ids that are the same in every run: 1, 2, 3 in each of their words, so that a swap is seen. */
export function countingIds(): IdGenerator {
  let last = 0;
  const next = (words: number): string => {
    last += 1;
    const parts = Array.from(
      { length: words },
      (_, word) => last * 0x9e37_79b1 + word * 0x85eb_ca6b,
    );
    return parts.map((part) => (part % 0x1_0000_0000).toString(16).padStart(8, '0')).join('');
  };
  return { generateTraceId: () => next(4), generateSpanId: () => next(2) };
}
