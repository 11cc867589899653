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

  it('for traces stands above the one for all signals', () => {
    const { otlp } = resolveTracingOptions(
      {},
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://all:4318',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces:4318/custom',
        OTEL_EXPORTER_OTLP_TIMEOUT: '1',
        OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '2',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
        OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'gzip',
      },
    );

    expect(otlp).toMatchObject({
      url: 'http://traces:4318/custom',
      timeoutMs: 2,
      compression: 'gzip',
    });
  });

  it('limits what a span holds, its own before the general one', () => {
    const { spanLimits } = resolveTracingOptions(
      {},
      {
        OTEL_ATTRIBUTE_COUNT_LIMIT: '1',
        OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '2',
        OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '3',
        OTEL_SPAN_EVENT_COUNT_LIMIT: '4',
      },
    );

    expect(spanLimits).toMatchObject({
      attributeCountLimit: 2,
      attributeValueLengthLimit: 3,
      eventCountLimit: 4,
      linkCountLimit: 128,
    });
  });

  it.each([
    ['OTEL_BSP_SCHEDULE_DELAY', 'soon'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '0'],
    ['OTEL_SPAN_LINK_COUNT_LIMIT', '-1'],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '1.5'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4318'],
  ])('%s=%s is refused by name', (name, value) => {
    expect(() => resolveTracingOptions({}, { [name]: value })).toThrow(name);
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
    expect(resolveTracingOptions({}, { OTEL_TRACES_EXPORTER: name }).exporters).toEqual(
      name === 'none' ? [] : [name],
    );
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
