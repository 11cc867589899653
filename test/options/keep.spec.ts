import { describe, expect, it } from 'vitest';
import { TracingConfigurationError } from '../../lib/index.js';
import type { KeepOptions } from '../../lib/index.js';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';

describe('the option "keep"', () => {
  it('is off unless it says what to keep', () => {
    expect(resolved(undefined)).toBeUndefined();
    expect(resolved({})).toBeUndefined();
    expect(resolved({ errors: false, maxTraces: 1 })).toBeUndefined();
  });

  it('has defaults beside what is said', () => {
    const bounds = { maxTraces: 5_000, maxSpans: 10_000 };

    expect(resolved({ errors: true })).toEqual({ ...bounds, errors: true, slowerThanMs: Infinity });
    expect(resolved({ slowerThanMs: 0 })).toEqual({ ...bounds, errors: false, slowerThanMs: 0 });
    expect(resolved({ errors: true, maxTraces: undefined, maxSpans: 5 })).toMatchObject({
      maxTraces: 5_000,
      maxSpans: 5,
    });
  });

  it.each([
    [true, 'NOT_AN_OBJECT', '"keep" must be an object'],
    [{ error: true }, 'UNKNOWN_OPTION', 'errors, slowerThanMs, maxTraces, maxSpans'],
    [{ errors: 'yes' }, 'NOT_A_BOOLEAN', '"keep.errors" must be true or false, but got "yes"'],
    [{ slowerThanMs: -1 }, 'NOT_A_DURATION', '"keep.slowerThanMs" must be a number of millisec'],
    [{ maxTraces: 0 }, 'NOT_A_POSITIVE_NUMBER', '"keep.maxTraces" must be a positive whole'],
    [{ maxSpans: 1.5 }, 'NOT_A_POSITIVE_NUMBER', '"keep.maxSpans" must be a positive whole'],
  ])('refuses %j', (keep, code, sentence) => {
    const error = mistakeIn(keep as KeepOptions);

    expect(error.message).toContain(sentence);
    expect(error.mistakes.map((mistake) => mistake.code)).toEqual([code]);
  });
});

const resolved = (keep: KeepOptions | undefined) => resolveTracingOptions({ keep }, {}).keep;

function mistakeIn(keep: KeepOptions): TracingConfigurationError {
  try {
    resolved(keep);
  } catch (error) {
    if (error instanceof TracingConfigurationError) return error;
  }
  throw new Error('It was accepted.');
}
