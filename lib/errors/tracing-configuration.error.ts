/**
 * One thing that is wrong with the options or the environment.
 *
 * @publicApi
 */
export interface ConfigurationMistake {
  /** Stable name, to tell mistakes apart in code: `SAMPLE_RATIO_OUT_OF_RANGE`. */
  readonly code: string;

  /** What is wrong, with which value, and what to write instead. */
  readonly message: string;
}

/**
 * The options of `TracingModule`, or the environment variables they default to, cannot be used. It
 * is thrown while the application starts, names every mistake at once, and is the only error this
 * package throws on its own account.
 *
 * @publicApi
 */
export class TracingConfigurationError extends Error {
  /** Always the same, so that it can be told apart by name too. */
  override readonly name = 'TracingConfigurationError';

  /** Code of the first mistake. */
  readonly code: string;

  constructor(
    /** Everything that is wrong, at once; there is always one. */
    readonly mistakes: readonly [ConfigurationMistake, ...ConfigurationMistake[]],
    options?: ErrorOptions,
  ) {
    super(mistakes.map(({ message }) => `TracingModule: ${message}`).join('\n'), options);
    this.code = mistakes[0].code;
  }
}
