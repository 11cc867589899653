import { describe, expect, it } from 'vitest';
import type { TracingModuleOptions } from '../../lib/options/tracing-options.interface.js';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';

describe('the limits of a span', () => {
  it('come from code, then from the variables of spans, then from the general ones', () => {
    const { spanLimits } = resolveTracingOptions(
      { spanLimits: { attributeCountLimit: 2, attributeValueLengthLimit: Infinity } },
      {
        OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '3',
        OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '4',
        OTEL_SPAN_EVENT_COUNT_LIMIT: '5',
      },
    );

    expect(spanLimits).toEqual({
      attributeCountLimit: 2,
      attributeValueLengthLimit: Infinity,
      eventCountLimit: 5,
      linkCountLimit: 128,
      attributePerEventCountLimit: 128,
      attributePerLinkCountLimit: 128,
    });
  });

  it('keep a text to 8,192 characters where nobody says anything', () => {
    const { spanLimits } = resolveTracingOptions({}, {});

    expect(spanLimits).toMatchObject({
      attributeValueLengthLimit: 8_192,
      attributeCountLimit: 128,
    });
  });
});

describe('a mistake', () => {
  it.each([
    [
      { spanLimits: { eventCountLimit: -1 } },
      '"spanLimits.eventCountLimit" must be a whole number from 0 on, or Infinity, but got -1 (number).',
    ],
    [
      { spanLimits: { attributeValueLengthLimit: 0 } },
      '"spanLimits.attributeValueLengthLimit" must be a whole number from 1 on',
    ],
    [{ spanLimits: { attributes: 1 } }, '"spanLimits.attributes" is not an option.'],
    [
      { baggage: { spanAttributes: 'tenant.id' } },
      '"baggage.spanAttributes" must be an array of strings',
    ],
    [{ baggage: { attributes: [] } }, '"baggage.attributes" is not an option.'],
    [{ redact: { keys: [7] } }, '"redact.keys" must be an array of strings and RegExps'],
    [{ redact: ['ssn'] }, '"redact.0" is not an option.'],
  ])('in %o is told', (options, message) => {
    expect(() => resolveTracingOptions(options as unknown as TracingModuleOptions, {})).toThrow(
      message,
    );
  });
});
