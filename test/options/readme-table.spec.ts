import { describe, expect, it } from 'vitest';
import { TracingConfigurationError } from '../../lib/errors/tracing-configuration.error.js';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';
import type { ResolvedTracingOptions } from '../../lib/options/resolved-options.interface.js';
import type { TracingEnvironment } from '../../lib/options/tracing-environment.js';
import { findOptionNames, findVariableNames } from '../support/option-names.js';
import { readOptionsTable } from '../support/options-table.js';

const rows = readOptionsTable();
const resolved = resolveTracingOptions({}, {});

/** Where a default is kept under another name than the option's. */
const KEPT_ELSEWHERE: Record<string, (options: ResolvedTracingOptions) => unknown> = {
  serviceName: ({ resource }) => resource.assumed['service.name'],
  exporter: ({ exporters }) => exporters[0],
};

/** Any text will do for these. */
const FREE_TEXT: ReadonlySet<string> = new Set([
  'OTEL_SERVICE_NAME',
  'OTEL_EXPORTER_JAEGER_AGENT_HOST',
  'OTEL_EXPORTER_JAEGER_USER',
  'OTEL_EXPORTER_JAEGER_PASSWORD',
  // Any `name=value`; what is none has tests of its own.
  'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
  'OTEL_EXPORTER_OTLP_HEADERS',
  // Paths, which are looked at when the exporter is made.
  'OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE',
  'OTEL_EXPORTER_OTLP_CERTIFICATE',
  'OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE',
  'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
  'OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY',
  'OTEL_EXPORTER_OTLP_CLIENT_KEY',
  'npm_package_version',
  'NODE_ENV',
  // Patterns of the package `debug`.
  'DEBUG',
]);

/** Variables that count only beside another one. */
const BESIDE: Record<string, TracingEnvironment> = {
  OTEL_EXPORTER_OTLP_TRACES_INSECURE: { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
  OTEL_EXPORTER_OTLP_INSECURE: { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
  OTEL_TRACES_SAMPLER_ARG: { OTEL_TRACES_SAMPLER: 'traceidratio' },
  OTEL_EXPORTER_JAEGER_ENDPOINT: { OTEL_TRACES_EXPORTER: 'jaeger' },
  OTEL_EXPORTER_JAEGER_AGENT_PORT: { OTEL_TRACES_EXPORTER: 'jaeger' },
  OTEL_EXPORTER_ZIPKIN_ENDPOINT: { OTEL_TRACES_EXPORTER: 'zipkin' },
};

/** What a sentence about one of a few names must list. */
const ALLOWED: Record<string, readonly string[]> = {
  OTEL_SDK_DISABLED: ['true', 'false'],
  OTEL_TRACES_EXPORTER: ['otlp', 'jaeger', 'zipkin', 'console', 'memory', 'none'],
  OTEL_TRACES_SAMPLER: [
    'always_on',
    'always_off',
    'traceidratio',
    'parentbased_traceidratio',
    'jaeger_remote',
  ],
  OTEL_PROPAGATORS: ['tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger', 'none'],
  OTEL_NODE_RESOURCE_DETECTORS: ['all', 'none', 'env', 'host', 'os', 'process', 'serviceinstance'],
  OTEL_EXPORTER_OTLP_PROTOCOL: ['http/protobuf', 'http/json', 'grpc'],
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: ['http/protobuf', 'http/json', 'grpc'],
  OTEL_EXPORTER_OTLP_COMPRESSION: ['gzip', 'none'],
  OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: ['gzip', 'none'],
  OTEL_LOG_LEVEL: ['none', 'error', 'warn', 'info', 'debug'],
};

describe('the table of options in README.md', () => {
  it('has every option there is, once, and no other', { timeout: 60_000 }, () => {
    const told = rows.flatMap(({ options }) => options);

    expect(told.toSorted()).toEqual(findOptionNames().toSorted());
  });

  it('has every variable that is read, and no other', { timeout: 60_000 }, () => {
    const told = new Set(rows.flatMap(({ variables }) => variables));

    expect([...told].toSorted()).toEqual(findVariableNames().toSorted());
  });

  it('has the defaults that come into force', () => {
    const inForce = rows.flatMap(({ options }) =>
      options.map((option) => [option, defaultOf(option)] as const),
    );
    const scalar = inForce.filter(([, value]) => isScalar(value));
    const told = scalar.map(([option]) => {
      const row = rows.find(({ options }) => options.includes(option));
      return [option, literal(row?.byDefault)];
    });

    expect(scalar.length).toBeGreaterThan(15);
    expect(told).toEqual(scalar);
  });
});

const canBeWrong = [...new Set(rows.flatMap(({ variables }) => variables))].filter(
  (name) => !FREE_TEXT.has(name),
);

describe('a wrong value in a variable of the table', () => {
  it.each(canBeWrong)('is named in one sentence: %s', (name) => {
    const [sentence = '', ...more] = complaints({ ...BESIDE[name], [name]: 'wrong = 100%' });

    expect(more).toEqual([]);
    expect(sentence).toContain(name);
    expect(sentence).not.toContain('\n');
    for (const allowed of ALLOWED[name] ?? []) {
      expect(sentence).toContain(allowed);
    }
  });
});

function defaultOf(option: string): unknown {
  const read = KEPT_ELSEWHERE[option];
  return read === undefined
    ? option.split('.').reduce<unknown>((part, key) => readKey(part, key), resolved)
    : read(resolved);
}

function readKey(of: unknown, key: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[key] : undefined;
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** What a literal of JavaScript stands for. */
function literal(text = ''): unknown {
  const json = text.replace(/^'(.*)'$/, '"$1"');
  try {
    return JSON.parse(json);
  } catch {
    return text;
  }
}

/** What is said of an environment, by an error or by a warning. */
function complaints(environment: TracingEnvironment): readonly string[] {
  try {
    return resolveTracingOptions({}, environment).warnings;
  } catch (error) {
    if (!(error instanceof TracingConfigurationError)) throw error;
    return error.mistakes.map(({ message }) => message);
  }
}
