/** Unlike `test()`, which with the flag `g` or `y` goes on from its last match and misses every other one. */
export function matchesPattern(text: string, pattern: RegExp): boolean {
  return text.search(pattern) >= 0;
}
