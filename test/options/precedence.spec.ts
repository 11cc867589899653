import { describe, expect, it } from 'vitest';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';
import type { TracingEnvironment } from '../../lib/options/tracing-environment.js';
import type { TracingModuleOptions } from '../../lib/options/tracing-options.interface.js';

interface Field {
  readonly name: string;
  readonly code: TracingModuleOptions;
  readonly environment: TracingEnvironment;
  readonly read: (resolved: ReturnType<typeof resolveTracingOptions>) => unknown;
  /** What is in force by code, by environment, and by default. */
  readonly values: readonly [code: unknown, environment: unknown, byDefault: unknown];
}

const fields: Field[] = [
  {
    name: 'enabled',
    code: { enabled: true },
    environment: { OTEL_SDK_DISABLED: 'true' },
    read: ({ enabled }) => enabled,
    values: [true, false, true],
  },
  {
    name: 'exporter',
    code: { exporter: 'memory' },
    environment: { OTEL_TRACES_EXPORTER: 'console' },
    read: ({ exporters }) => exporters,
    values: [['memory'], ['console'], ['otlp']],
  },
  {
    name: 'otlp.url',
    code: { otlp: { url: 'http://code:4318/v1/traces' } },
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://environment:4318/' },
    read: ({ otlp }) => otlp.url,
    values: [
      'http://code:4318/v1/traces',
      'http://environment:4318/v1/traces',
      'http://localhost:4318/v1/traces',
    ],
  },
  {
    name: 'otlp.timeoutMs',
    code: { otlp: { timeoutMs: 1 } },
    environment: { OTEL_EXPORTER_OTLP_TIMEOUT: '2' },
    read: ({ otlp }) => otlp.timeoutMs,
    values: [1, 2, 10_000],
  },
  {
    name: 'batch.intervalMs',
    code: { batch: { intervalMs: 1 } },
    environment: { OTEL_BSP_SCHEDULE_DELAY: '2' },
    read: ({ batch }) => batch.intervalMs,
    values: [1, 2, 5_000],
  },
  {
    name: 'batch.maxQueueSize',
    code: { batch: { maxQueueSize: 600 } },
    environment: { OTEL_BSP_MAX_QUEUE_SIZE: '700' },
    read: ({ batch }) => batch.maxQueueSize,
    values: [600, 700, 2_048],
  },
  {
    name: 'batch.maxBatchSize',
    code: { batch: { maxBatchSize: 1 } },
    environment: { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2' },
    read: ({ batch }) => batch.maxBatchSize,
    values: [1, 2, 512],
  },
  {
    name: 'sampling',
    code: { sampling: { ratio: 0.25 } },
    environment: { OTEL_TRACES_SAMPLER: 'always_off' },
    read: ({ sampling: { isParentBased, ratio } }) => ({ isParentBased, ratio }),
    values: [
      { isParentBased: true, ratio: 0.25 },
      { isParentBased: false, ratio: 0 },
      { isParentBased: true, ratio: 1 },
    ],
  },
  {
    name: 'debug',
    code: { debug: false },
    environment: { DEBUG: 'True' },
    read: ({ debug }) => debug,
    values: [false, true, false],
  },
];

const codeOnly: [keyof TracingModuleOptions, unknown, unknown][] = [
  ['engine', 'stock', 'fast'],
  ['shutdownTimeoutMs', 100, 5_000],
  ['instrumentations', false, 'auto'],
];

describe('resolveTracingOptions()', () => {
  describe.each(fields)('for $name', ({ code, environment, read, values }) => {
    const [byCode, byEnvironment, byDefault] = values;

    it('puts code above the environment', () => {
      expect(read(resolveTracingOptions(code, environment))).toEqual(byCode);
    });

    it('puts the environment above the default', () => {
      expect(read(resolveTracingOptions({}, environment))).toEqual(byEnvironment);
    });

    it('takes undefined in code for not said', () => {
      const unsaid = Object.fromEntries(Object.keys(code).map((key) => [key, undefined]));

      expect(read(resolveTracingOptions(unsaid, environment))).toEqual(byEnvironment);
    });

    it('has a default', () => {
      expect(read(resolveTracingOptions({}, {}))).toEqual(byDefault);
    });
  });

  it.each(codeOnly)('takes %s from code, or its default', (name, given, byDefault) => {
    expect(resolveTracingOptions({ [name]: given }, {})).toHaveProperty(name, given);
    expect(resolveTracingOptions({}, {})).toHaveProperty(name, byDefault);
  });

  it('keeps what is said of a partial object, and its other defaults', () => {
    const { otlp, batch } = resolveTracingOptions(
      { otlp: { url: 'http://collector:4318/v1/traces' }, batch: { intervalMs: 10 } },
      {},
    );

    expect(otlp).toMatchObject({ url: 'http://collector:4318/v1/traces', timeoutMs: 10_000 });
    expect(batch).toEqual({
      intervalMs: 10,
      exportTimeoutMs: 30_000,
      maxBufferedBytes: 3_145_728,
      maxQueueSize: 2_048,
      maxBatchSize: 512,
    });
  });

  it('mixes sources, field by field', () => {
    const resolved = resolveTracingOptions(
      { exporter: 'none' },
      { DEBUG: '1', OTEL_TRACES_EXPORTER: 'console' },
    );

    expect(resolved).toMatchObject({ exporters: [], debug: true, shutdownTimeoutMs: 5_000 });
  });
});
