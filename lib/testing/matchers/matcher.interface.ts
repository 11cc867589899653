/**
 * What is used of the `this` that vitest and Jest give a matcher.
 *
 * @publicApi
 */
export interface MatcherContext {
  /** Whether the assertion is negated. */
  readonly isNot?: boolean;

  /** Whether two values are equal, matchers such as `expect.any(String)` included. */
  equals(actual: unknown, expected: unknown): boolean;

  /** How the runner shows differences. */
  readonly utils: {
    /** Two texts, line by line; undefined or null where there is nothing to show. */
    diff(expected: string, actual: string): string | null | undefined;
  };
}

/**
 * What both take for an answer.
 *
 * @publicApi
 */
export interface MatcherResult {
  /** Whether the spans are as expected, whatever the assertion wants. */
  readonly pass: boolean;

  /** What is told when that is not what the assertion wants. */
  readonly message: () => string;
}

/**
 * A matcher as `expect.extend()` takes it.
 *
 * @publicApi
 */
export type TracingMatcher = (
  this: MatcherContext,
  received: unknown,
  // What each matcher is given, the runners do not know.
  // oxlint-disable-next-line typescript/no-explicit-any
  ...expected: any[]
) => MatcherResult;
