import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { osDetector } from '@opentelemetry/resources';
import { describe, expect, it } from 'vitest';
import { TracingConfigurationError } from '../../lib/errors/tracing-configuration.error.js';
import { parseResourceAttributes } from '../../lib/options/parse-resource-attributes.js';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';
import type { TracingEnvironment } from '../../lib/options/tracing-environment.js';
import type { TracingModuleOptions } from '../../lib/options/tracing-options.interface.js';

const own = new W3CTraceContextPropagator();

const propagators: [
  options: TracingModuleOptions,
  variable: string | undefined,
  expected: unknown,
][] = [
  [{}, undefined, ['tracecontext', 'baggage']],
  [{}, 'b3', ['b3']],
  [{}, ' B3multi , jaeger,b3multi,', ['b3multi', 'jaeger']],
  [{}, 'none', []],
  [{ propagators: ['jaeger'] }, 'b3', ['jaeger']],
  [{ propagators: ['none'] }, 'b3', []],
  [{ propagators: own }, 'b3', own],
];

const detectors: [
  options: TracingModuleOptions,
  variable: string | undefined,
  expected: unknown,
][] = [
  [{}, undefined, ['host', 'process', 'serviceinstance']],
  [{}, 'ALL', ['host', 'os', 'process', 'serviceinstance']],
  [{}, 'env, os', ['os']],
  [{}, 'none', []],
  [{ resourceDetectors: ['env', osDetector] }, 'all', [osDetector]],
];

const mistakes: [code: string, text: string, options: object, environment?: TracingEnvironment][] =
  [
    ['UNKNOWN_PROPAGATOR', "'tracecontext', 'baggage', 'b3', 'b3multi'", { propagators: ['w3c'] }],
    ['INVALID_PROPAGATORS', '"propagators" must be an array', { propagators: 'b3' }],
    ['INVALID_PROPAGATORS', 'or a TextMapPropagator', { propagators: { inject() {} } }],
    ['NOT_ALONE', '"propagators" names \'none\'', { propagators: ['none', 'b3'] }],
    [
      'UNKNOWN_PROPAGATOR',
      'OTEL_PROPAGATORS must name any of',
      {},
      { OTEL_PROPAGATORS: 'b3,xray' },
    ],
    ['NOT_ALONE', "OTEL_PROPAGATORS names 'none'", {}, { OTEL_PROPAGATORS: 'b3,none' }],
    ['INVALID_DETECTORS', '"resourceDetectors" must be an array', { resourceDetectors: 'all' }],
    ['UNKNOWN_DETECTOR', '\'serviceinstance\', but got "aws"', { resourceDetectors: ['aws'] }],
    ['NOT_ALONE', '"resourceDetectors" names \'all\'', { resourceDetectors: ['all', osDetector] }],
    [
      'UNKNOWN_DETECTOR',
      'install their package and give the detector',
      {},
      { OTEL_NODE_RESOURCE_DETECTORS: 'env,container' },
    ],
    [
      'NOT_ALONE',
      "OTEL_NODE_RESOURCE_DETECTORS names 'none'",
      {},
      { OTEL_NODE_RESOURCE_DETECTORS: 'env,none' },
    ],
    ...['team', 'team=a=b', 'team=%zz', '=shop', 'a=b,,c'].map(
      (text): [string, string, object, TracingEnvironment] => [
        'INVALID_RESOURCE_ATTRIBUTES',
        'OTEL_RESOURCE_ATTRIBUTES must be key=value pairs',
        {},
        { OTEL_RESOURCE_ATTRIBUTES: text },
      ],
    ),
  ];

describe('propagators', () => {
  it.each(propagators)('of %j and OTEL_PROPAGATORS=%s', (options, variable, expected) => {
    const environment = variable === undefined ? {} : { OTEL_PROPAGATORS: variable };

    expect(resolveTracingOptions(options, environment).propagators).toEqual(expected);
  });
});

describe('resource detectors', () => {
  it.each(detectors)('of %j and OTEL_NODE_RESOURCE_DETECTORS=%s', (options, variable, expected) => {
    const environment = variable === undefined ? {} : { OTEL_NODE_RESOURCE_DETECTORS: variable };

    expect(resolveTracingOptions(options, environment).resource.detectors).toEqual(expected);
  });

  it('leave OTEL_RESOURCE_ATTRIBUTES out without env, mistakes in it included', () => {
    const { resource } = resolveTracingOptions(
      { resourceDetectors: ['none'] },
      { OTEL_RESOURCE_ATTRIBUTES: 'no pair', OTEL_SERVICE_NAME: 'orders' },
    );

    expect(resource.fromEnvironment).toEqual({ 'service.name': 'orders' });
  });
});

describe('OTEL_RESOURCE_ATTRIBUTES', () => {
  it('is decoded, key and value', () => {
    expect(parseResourceAttributes(' team%2Cname = tea%3D%25 , empty=,')).toEqual({
      'team,name': 'tea=%',
      empty: '',
    });
  });
});

describe('a mistake', () => {
  it.each(mistakes)('has the code %s and says %s', (code, text, options, environment = {}) => {
    const resolve = () => resolveTracingOptions(options, environment);

    expect(resolve).toThrow(TracingConfigurationError);
    expect(resolve).toThrow(expect.objectContaining({ code }));
    expect(resolve).toThrow(text);
  });
});

describe('OTEL_SDK_DISABLED', () => {
  it.each(['true', ' TRUE ', 'False'])('takes %j without a word', (value) => {
    expect(resolveTracingOptions({}, { OTEL_SDK_DISABLED: value }).warnings).toEqual([]);
  });

  it('takes anything else for false, and warns of it', () => {
    const { enabled, warnings } = resolveTracingOptions({}, { OTEL_SDK_DISABLED: 'yes' });

    expect(enabled).toBe(true);
    expect(warnings).toEqual([expect.stringContaining('OTEL_SDK_DISABLED must be true or false')]);
  });

  it('is not asked where code decides', () => {
    const { warnings } = resolveTracingOptions({ enabled: true }, { OTEL_SDK_DISABLED: 'yes' });

    expect(warnings).toEqual([]);
  });
});
