import { describe, expect, it } from 'vitest';
import { TracingConfigurationError } from '../../lib/errors/tracing-configuration.error.js';
import type { TracingModuleOptions } from '../../lib/options/tracing-options.interface.js';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';
import type { TracingEnvironment } from '../../lib/options/tracing-environment.js';
import { findOptionNames } from '../support/option-names.js';

const inCode: [code: string, option: string, options: object][] = [
  ['NOT_A_STRING', '"serviceName"', { serviceName: '' }],
  ['NOT_A_STRING', '"serviceVersion"', { serviceVersion: 2 }],
  ['NOT_A_STRING', '"environment"', { environment: null }],
  ['NOT_AN_OBJECT', '"resourceAttributes"', { resourceAttributes: 'a=b' }],
  ['NOT_A_BOOLEAN', '"enabled"', { enabled: 'false' }],
  ['NOT_A_BOOLEAN', '"debug"', { debug: 1 }],
  ['UNKNOWN_EXPORTER', '"exporter"', { exporter: 'jager' }],
  ['UNKNOWN_EXPORTER', '"exporter"', { exporter: {} }],
  ['NOT_A_URL', '"otlp.url"', { otlp: { url: 'localhost:4318' } }],
  ['NOT_AN_OBJECT', '"otlp.headers"', { otlp: { headers: 'a=b' } }],
  ['NOT_A_POSITIVE_NUMBER', '"otlp.timeoutMs"', { otlp: { timeoutMs: 0 } }],
  ['SAMPLE_RATIO_OUT_OF_RANGE', '"sampling.ratio"', { sampling: { ratio: 50 } }],
  ['SAMPLE_RATIO_OUT_OF_RANGE', '"sampling.ratio"', { sampling: { ratio: '0.5' } }],
  ['SAMPLE_RATIO_OUT_OF_RANGE', '"sampling.ratio"', { sampling: { ratio: Number.NaN } }],
  ['NOT_A_POSITIVE_NUMBER', '"batch.intervalMs"', { batch: { intervalMs: -1 } }],
  ['NOT_A_POSITIVE_NUMBER', '"batch.maxQueueSize"', { batch: { maxQueueSize: 1.5 } }],
  ['NOT_A_POSITIVE_NUMBER', '"batch.maxBatchSize"', { batch: { maxBatchSize: '512' } }],
  [
    'BATCH_LARGER_THAN_QUEUE',
    '"batch.maxBatchSize"',
    { batch: { maxBatchSize: 9, maxQueueSize: 8 } },
  ],
  ['NOT_A_POSITIVE_NUMBER', '"shutdownTimeoutMs"', { shutdownTimeoutMs: Infinity }],
  ['INVALID_INSTRUMENTATIONS', '"instrumentations"', { instrumentations: true }],
  ['UNKNOWN_OPTION', '"servicename"', { servicename: 'orders' }],
  ['UNKNOWN_OPTION', '"otlp.endpoint"', { otlp: { endpoint: 'http://localhost' } }],
  ['UNKNOWN_OPTION', '"batch.delay"', { batch: { delay: 1 } }],
  ['UNKNOWN_OPTION', '"http.timeout"', { http: { timeout: 1 } }],
  ['NOT_A_FUNCTION', '"http.isError"', { http: { isError: true } }],
  ['NOT_A_LIST', '"http.ignore"', { http: { ignore: '/health' } }],
  ['NOT_A_LIST', '"http.ignore"', { http: { ignore: [404] } }],
  ['INVALID_TRUST', '"http.trustIncomingContext"', { http: { trustIncomingContext: false } }],
  ['INVALID_RESPONSE_HEADER', "'x-trace-id'", { http: { traceResponseHeader: 'x trace' } }],
  ['UNKNOWN_OPTION', '"http.captureHeaders.in"', { http: { captureHeaders: { in: [] } } }],
  [
    'NOT_A_LIST',
    '"http.captureHeaders.request"',
    { http: { captureHeaders: { request: 'x-tenant' } } },
  ],
  ['INVALID_GRAPHQL_DOCUMENT', '"graphql.document"', { graphql: { document: true } }],
  ['UNKNOWN_OPTION', '"graphql.fields"', { graphql: { fields: true } }],
  ['INVALID_MESSAGE_PARENT', '"messaging.parent"', { messaging: { parent: 'child' } }],
  ['UNKNOWN_OPTION', '"messaging.parents"', { messaging: { parents: 'link' } }],
  ['NOT_A_BOOLEAN', '"jobs.schedule"', { jobs: { schedule: 'no' } }],
  ['UNKNOWN_OPTION', '"jobs.cron"', { jobs: { cron: false } }],
  ['INVALID_LAYERS', "'quiet', 'all'", { layers: true }],
  ['INVALID_LAYERS', '"layers.guards"', { layers: { guards: 'all' } }],
  ['NOT_A_DURATION', '"layers.minDurationMs"', { layers: { minDurationMs: -1 } }],
  ['NOT_A_DURATION', '"layers.pipes.minDurationMs"', { layers: { pipes: { minDurationMs: '5' } } }],
  ['NOT_A_LIST', '"layers.guards.include"', { layers: { guards: { include: [RegExp] } } }],
  ['UNKNOWN_OPTION', '"layers.guard"', { layers: { guard: false } }],
  ['UNKNOWN_OPTION', '"instrumentations.reddis"', { instrumentations: { reddis: false } }],
];

const inEnvironment: [code: string, variable: string, environment: TracingEnvironment][] = [
  ['UNKNOWN_EXPORTER', 'OTEL_TRACES_EXPORTER', { OTEL_TRACES_EXPORTER: 'jager' }],
  ['UNKNOWN_SAMPLER', 'OTEL_TRACES_SAMPLER', { OTEL_TRACES_SAMPLER: 'sometimes' }],
  ['UNKNOWN_SAMPLER', 'OTEL_TRACES_SAMPLER', { OTEL_TRACES_SAMPLER: 'constructor' }],
  ...['half', '2', '-0.1'].map((OTEL_TRACES_SAMPLER_ARG): [string, string, TracingEnvironment] => [
    'SAMPLE_RATIO_OUT_OF_RANGE',
    `OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, but got "${OTEL_TRACES_SAMPLER_ARG}"`,
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG },
  ]),
];

describe('a mistake in code', () => {
  it.each(inCode)('has the code %s and names %s', (code, option, options) => {
    const { mistakes } = refusal(options);

    expect(mistakes.map((mistake) => mistake.code)).toEqual([code]);
    expect(mistakes[0].message).toContain(option);
  });
});

describe('null', () => {
  const names = findOptionNames().map((name) => name.split('.', 1)[0]!);

  it.each([...new Set(names)])('is a mistake in place of the option %s', (name) => {
    const { mistakes } = refusal({ [name]: null });

    expect(mistakes).toHaveLength(1);
    expect(mistakes[0].message).toContain(`"${name}"`);
  });
});

describe('a mistake in the environment', () => {
  it.each(inEnvironment)('has the code %s and names %s', (code, variable, environment) => {
    const { mistakes } = refusal({}, environment);

    expect(mistakes.map((mistake) => mistake.code)).toEqual([code]);
    expect(mistakes[0].message).toContain(variable);
  });

  it('is none where code decides', () => {
    const options: TracingModuleOptions = { exporter: 'none', sampling: { ratio: 1 } };
    const environment = { OTEL_TRACES_EXPORTER: 'jager', OTEL_TRACES_SAMPLER: 'sometimes' };

    expect(() => resolveTracingOptions(options, environment)).not.toThrow();
  });
});

describe('several mistakes', () => {
  const error = refusal(
    { sampling: { ratio: 50 }, serviceNam: 'orders', otlp: { timeoutMs: 0, url: 'collector' } },
    { OTEL_TRACES_EXPORTER: 'jager' },
  );

  it('are collected in one error, each in a line of its own', () => {
    expect(error.mistakes.map(({ code }) => code)).toEqual([
      'UNKNOWN_OPTION',
      'NOT_A_POSITIVE_NUMBER',
      'SAMPLE_RATIO_OUT_OF_RANGE',
      'UNKNOWN_EXPORTER',
      'NOT_A_URL',
    ]);
    expect(error.message.split('\n')).toHaveLength(5);
  });

  it('give the error the code of the first', () => {
    expect(error.code).toBe('UNKNOWN_OPTION');
  });
});

describe('options that are none', () => {
  it.each([undefined, null, 'orders'])('are refused in a sentence: %s', (nothing) => {
    const error = refusal(nothing as unknown as object);

    expect(error.code).toBe('NO_OPTIONS');
    expect(error.message).toContain('Return them from useFactory');
  });
});

function refusal(options: object, environment: TracingEnvironment = {}): TracingConfigurationError {
  try {
    resolveTracingOptions(options, environment);
  } catch (error) {
    if (error instanceof TracingConfigurationError) return error;
    throw error;
  }
  throw new Error('The options were accepted.');
}
