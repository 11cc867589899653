import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { describe, expect, it } from 'vitest';
import type { TracingModuleOptions } from '../../lib/options/tracing-options.interface.js';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';

/** Every option at once: one that is not known to the checks would be refused as misspelt. */
const everything = {
  serviceName: 'orders',
  serviceVersion: '1.2.3',
  environment: 'staging',
  resourceAttributes: { 'team.name': 'shop' },
  enabled: true,
  engine: 'fast',
  exporter: new InMemorySpanExporter(),
  otlp: {
    url: 'http://localhost:4318/v1/traces',
    protocol: 'http/json',
    headers: { key: 'k' },
    timeoutMs: 1,
    compression: 'gzip',
    certificates: { ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem' },
  },
  jaeger: {
    endpoint: 'http://localhost:14268/api/traces',
    host: 'localhost',
    port: 6_832,
    username: 'u',
    password: 'p',
  },
  zipkin: { url: 'http://localhost:9411/api/v2/spans', headers: { key: 'k' } },
  sampling: {
    ratio: 0,
    parentBased: true,
    maxPerSecond: 5,
    rules: [{ route: '/orders/:id', method: 'GET', name: /^GET/, ratio: 1, maxPerSecond: 1 }],
    jaegerRemote: { endpoint: 'http://localhost:5778', pollingIntervalMs: 1 },
  },
  keep: { errors: true, slowerThanMs: 500, maxTraces: 8, maxSpans: 64 },
  propagators: ['tracecontext', 'b3'],
  baggage: { spanAttributes: ['tenant.id'] },
  spanLimits: { eventCountLimit: 8 },
  redact: { keys: ['patient_id', /ssn/i] },
  resourceDetectors: ['env', 'host'],
  logs: { correlate: true, errorEvents: false, diagnosticLevel: 'warn' },
  batch: { intervalMs: 1, exportTimeoutMs: 1, maxQueueSize: 8, maxBatchSize: 8 },
  shutdownTimeoutMs: 1,
  shutdown: { onSignals: false, onExit: false },
  instrumentations: { http: true, undici: true, typeorm: true, pg: true, ioredis: false },
  http: { axios: { timeout: 5 } },
  graphql: { fieldResolvers: true, document: 'hash' },
  layers: { minDurationMs: 5, guards: { exclude: ['RolesGuard'] } },
  messaging: { parent: 'link' },
  jobs: { schedule: false, eventEmitter: true, bullmq: true, cqrs: true },
  debug: false,
  bestPractices: { maxSpansPerRequest: 200, patienceMs: 1, ignore: ['ERROR_SWALLOWED'] },
} satisfies Required<TracingModuleOptions>;

describe('resolveTracingOptions()', () => {
  it('accepts every option there is', () => {
    expect(() => resolveTracingOptions(everything, {})).not.toThrow();
  });

  it('leaves its arguments as they are, and gives the same for the same', () => {
    const options = deepFreeze({ ...everything, exporter: 'memory' as const });
    const environment = Object.freeze({ OTEL_TRACES_SAMPLER: 'always_on' });

    const first = resolveTracingOptions(options, environment);

    expect(resolveTracingOptions(options, environment)).toEqual(first);
  });

  it('asks nothing but the environment it is given', () => {
    process.env.OTEL_TRACES_EXPORTER = 'console';

    const { exporters } = resolveTracingOptions({}, {});

    delete process.env.OTEL_TRACES_EXPORTER;
    expect(exporters).toEqual(['otlp']);
  });

  it('gives a frozen result that later changes to the options do not reach', () => {
    const batch = { intervalMs: 1 };

    const resolved = resolveTracingOptions({ batch }, {});
    batch.intervalMs = 2;

    expect(Object.isFrozen(resolved)).toBe(true);
    expect(resolved.batch.intervalMs).toBe(1);
  });
});

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  }
  return Object.freeze(value);
}
