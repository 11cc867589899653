import { describe, expect, it } from 'vitest';
import { TracingConfigurationError } from '../../lib/index.js';
import type { TracingModuleOptions } from '../../lib/index.js';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';

const defaults = { maxSpansPerRequest: 500, patienceMs: 10_000, ignore: [] };

describe('the option "bestPractices"', () => {
  it('is on with debug and off without, unless it says otherwise', () => {
    expect(resolved({})).toBeUndefined();
    expect(resolved({ debug: true })).toEqual(defaults);
    expect(resolveTracingOptions({}, { DEBUG: 'True' }).bestPractices).toEqual(defaults);
    expect(resolved({ debug: true, bestPractices: false })).toBeUndefined();
    expect(resolved({ bestPractices: true })).toEqual(defaults);
  });

  it('has defaults beside what is said', () => {
    expect(resolved({ bestPractices: {} })).toEqual(defaults);
    expect(resolved({ bestPractices: { ignore: ['MANY_SPANS'] } })).toEqual({
      ...defaults,
      ignore: ['MANY_SPANS'],
    });
  });

  it.each([
    ['yes', 'INVALID_BEST_PRACTICES', '"bestPractices" must be true, false, or an object such as'],
    [{ maxSpans: 1 }, 'UNKNOWN_OPTION', 'maxSpansPerRequest, patienceMs, ignore'],
    [{ maxSpansPerRequest: 0 }, 'NOT_A_POSITIVE_NUMBER', '"bestPractices.maxSpansPerRequest" must'],
    [{ patienceMs: -1 }, 'NOT_A_POSITIVE_NUMBER', '"bestPractices.patienceMs" must be a positive'],
    [{ ignore: 'MANY_SPANS' }, 'NOT_A_LIST', '"bestPractices.ignore" must be an array of strings'],
    [{ ignore: ['MANY'] }, 'UNKNOWN_VALUE', 'MANY_SPANS'],
  ])('refuses %j', (bestPractices, code, sentence) => {
    const error = mistakeIn({ bestPractices } as TracingModuleOptions);

    expect(error.message).toContain(sentence);
    expect(error.mistakes.map((mistake) => mistake.code)).toEqual([code]);
  });
});

const resolved = (options: TracingModuleOptions) =>
  resolveTracingOptions(options, {}).bestPractices;

function mistakeIn(options: TracingModuleOptions): TracingConfigurationError {
  try {
    resolved(options);
  } catch (error) {
    if (error instanceof TracingConfigurationError) return error;
  }
  throw new Error('It was accepted.');
}
