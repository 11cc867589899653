import { afterEach, describe, expect, it } from 'vitest';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';
import { readTracingEnvironment } from '../../lib/options/tracing-environment.js';

const samplers = {
  always_on: { isParentBased: false, ratio: 1 },
  always_off: { isParentBased: false, ratio: 0 },
  traceidratio: { isParentBased: false, ratio: 0.5 },
  parentbased_always_on: { isParentBased: true, ratio: 1 },
  parentbased_always_off: { isParentBased: true, ratio: 0 },
  parentbased_traceidratio: { isParentBased: true, ratio: 0.5 },
};

describe('an environment variable', () => {
  it.each(Object.entries(samplers))('chooses the sampler %s', (name, sampling) => {
    const environment = { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: '0.5' };

    expect(resolveTracingOptions({}, environment)).toMatchObject({ sampling });
  });

  it('records all traces of a ratio sampler without an argument', () => {
    const { sampling } = resolveTracingOptions({}, { OTEL_TRACES_SAMPLER: 'traceidratio' });

    expect(sampling.ratio).toBe(1);
  });

  it.each(['true', 'TRUE', 'True'])('OTEL_SDK_DISABLED=%s switches tracing off', (value) => {
    expect(resolveTracingOptions({}, { OTEL_SDK_DISABLED: value }).enabled).toBe(false);
  });

  it.each(['false', '1', 'yes'])('OTEL_SDK_DISABLED=%s leaves tracing on', (value) => {
    expect(resolveTracingOptions({}, { OTEL_SDK_DISABLED: value }).enabled).toBe(true);
  });

  it.each(['True', 'true', '1'])('DEBUG=%s prints traces', (value) => {
    expect(resolveTracingOptions({}, { DEBUG: value }).debug).toBe(true);
  });

  it.each(['express:*', '*', 'false', '0'])('DEBUG=%s is meant for somebody else', (value) => {
    expect(resolveTracingOptions({}, { DEBUG: value }).debug).toBe(false);
  });

  it.each(['otlp', 'console', 'none', 'memory'])('OTEL_TRACES_EXPORTER=%s is known', (name) => {
    expect(resolveTracingOptions({}, { OTEL_TRACES_EXPORTER: name }).exporter).toBe(name);
  });
});

describe('readTracingEnvironment()', () => {
  const name = 'OTEL_TRACES_EXPORTER';

  afterEach(() => {
    delete process.env[name];
  });

  it('sees a variable that was set after the package was loaded', () => {
    process.env[name] = 'none';

    expect(readTracingEnvironment()[name]).toBe('none');
  });

  it.each(['', '  '])('takes "%s" for unset', (empty) => {
    process.env[name] = empty;

    expect(readTracingEnvironment()).not.toHaveProperty(name);
  });
});
