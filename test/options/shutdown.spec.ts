import { describe, expect, it } from 'vitest';
import type { TracingModuleOptions } from '../../lib/index.js';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';

describe('the option shutdown', () => {
  it.each([
    { given: undefined, resolved: { onSignals: true, onExit: true } },
    { given: { onExit: false }, resolved: { onSignals: true, onExit: false } },
    {
      given: { onSignals: false, onExit: undefined },
      resolved: { onSignals: false, onExit: true },
    },
  ])('is on but for what is switched off: $given', ({ given, resolved }) => {
    expect(resolveTracingOptions({ shutdown: given }, {}).shutdown).toEqual(resolved);
  });

  it.each([
    { given: false, says: '"shutdown" must be an object, but got a value of type boolean.' },
    {
      given: { onSignal: false },
      says: '"shutdown.onSignal" is not an option. Known are onSignals, onExit.',
    },
    {
      given: { onExit: 'no' },
      says: '"shutdown.onExit" must be true or false, but got "no" (string).',
    },
  ])('refuses $given', ({ given, says }) => {
    const options = { shutdown: given } as unknown as TracingModuleOptions;

    expect(() => resolveTracingOptions(options, {})).toThrow(says);
  });
});
