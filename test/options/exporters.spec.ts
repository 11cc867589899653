import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { describe, expect, it } from 'vitest';
import { TracingConfigurationError } from '../../lib/errors/tracing-configuration.error.js';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';
import type { TracingEnvironment } from '../../lib/options/tracing-environment.js';
import type { TracingModuleOptions } from '../../lib/options/tracing-options.interface.js';

const secret = 's3cr3t-4711';
const own = new InMemorySpanExporter();
const names = `'otlp', 'jaeger', 'zipkin', 'console', 'memory', 'none'`;

describe('the option exporter', () => {
  it.each<[TracingModuleOptions['exporter'], unknown[]]>([
    ['jaeger', ['jaeger']],
    [
      ['otlp', own],
      ['otlp', own],
    ],
    [
      ['otlp', 'console', 'otlp'],
      ['otlp', 'console'],
    ],
    [['none'], []],
  ])('takes %s', (exporter, exporters) => {
    expect(resolveTracingOptions({ exporter }, { OTEL_TRACES_EXPORTER: 'zipkin' })).toMatchObject({
      exporters,
    });
  });

  it.each([
    ['otlp,console', ['otlp', 'console']],
    [' jaeger , zipkin,', ['jaeger', 'zipkin']],
    ['none', []],
  ])('is read from OTEL_TRACES_EXPORTER="%s"', (list, exporters) => {
    expect(resolveTracingOptions({}, { OTEL_TRACES_EXPORTER: list })).toMatchObject({ exporters });
  });
});

const defaultUrl = 'http://localhost:4318/v1/traces';

describe('where OTLP goes', () => {
  it.each<[TracingEnvironment, string]>([
    [{}, defaultUrl],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1' }, 'http://c:1/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1/base/' }, 'http://c:1/base/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c/base?k=v' }, 'https://c/base/v1/traces?k=v'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:1/as/is' }, 'http://c:1/as/is'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, defaultUrl],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'http://localhost:4317'],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' },
      'http://localhost:4317',
    ],
    [{ ...grpcTo('http://c:4317') }, 'http://c:4317'],
    [{ ...grpcTo('c:4317') }, 'https://c:4317'],
    [{ ...grpcTo('c:4317'), OTEL_EXPORTER_OTLP_INSECURE: 'TRUE' }, 'http://c:4317'],
    [{ ...grpcTo('https://c:4317'), OTEL_EXPORTER_OTLP_INSECURE: 'true' }, 'https://c:4317'],
    [
      {
        ...grpcTo('c:4317'),
        OTEL_EXPORTER_OTLP_INSECURE: 'true',
        OTEL_EXPORTER_OTLP_TRACES_INSECURE: 'false',
      },
      'https://c:4317',
    ],
  ])('is for %j %s', (environment, url) => {
    expect(resolveTracingOptions({}, environment).otlp.url).toBe(url);
  });

  it('is decided by code', () => {
    const otlp = { url: 'collector:4317', protocol: 'grpc' } as const;
    const environment = { ...grpcTo('c'), OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };

    expect(resolveTracingOptions({ otlp }, environment).otlp).toMatchObject({
      url: 'https://collector:4317',
      protocol: 'grpc',
    });
  });
});

describe('headers of OTLP', () => {
  it('are merged, the nearer above the farther, whatever the case of their names', () => {
    const { otlp } = resolveTracingOptions(
      { otlp: { headers: { 'X-Code': 'code', tenant: 'code' } } },
      {
        OTEL_EXPORTER_OTLP_HEADERS: 'Api-Key=a%3Db%20c, TENANT=all ,region=eu,percent=100%',
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'Region=us,token=a=b;c',
      },
    );

    expect(otlp.headers).toEqual({
      'api-key': 'a=b c',
      tenant: 'code',
      region: 'us',
      percent: '100%',
      token: 'a=b;c',
      'x-code': 'code',
    });
  });
});

describe('the Jaeger exporter', () => {
  it('takes from the environment what code leaves out', () => {
    const environment = {
      OTEL_EXPORTER_JAEGER_AGENT_HOST: 'agent',
      OTEL_EXPORTER_JAEGER_AGENT_PORT: '7000',
      OTEL_EXPORTER_JAEGER_USER: 'ada',
      OTEL_EXPORTER_JAEGER_PASSWORD: secret,
    };

    const { jaeger } = resolveTracingOptions({ jaeger: { port: 8_000 } }, environment);

    expect(jaeger).toEqual({
      endpoint: undefined,
      host: 'agent',
      port: 8_000,
      username: 'ada',
      password: secret,
    });
  });

  it('goes to the endpoint of the environment unless code names an agent or another', () => {
    const endpoint = 'http://collector:14268/api/traces';
    const other = 'http://other:14268/api/traces';
    const resolve = (jaeger: TracingModuleOptions['jaeger']) =>
      resolveTracingOptions({ jaeger }, { OTEL_EXPORTER_JAEGER_ENDPOINT: endpoint }).jaeger;

    expect(resolve({ username: 'ada' }).endpoint).toBe(endpoint);
    expect(resolve({ host: 'agent' }).endpoint).toBeUndefined();
    expect(resolve({ endpoint: other, host: 'agent' }).endpoint).toBe(other);
  });
});

describe('the batch', () => {
  it('is read from OTEL_BSP_*, below the code', () => {
    const environment = {
      OTEL_BSP_SCHEDULE_DELAY: '0',
      OTEL_BSP_EXPORT_TIMEOUT: '1000',
      OTEL_BSP_MAX_QUEUE_SIZE: '100',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '200',
    };

    expect(resolveTracingOptions({}, environment).batch).toMatchObject({
      intervalMs: 0,
      exportTimeoutMs: 1_000,
      maxQueueSize: 100,
      maxBatchSize: 100,
    });
    const batch = { intervalMs: 1, exportTimeoutMs: 2, maxQueueSize: 4, maxBatchSize: 3 };
    expect(resolveTracingOptions({ batch }, environment).batch).toMatchObject(batch);
  });
});

describe('a mistake about exporters', () => {
  it.each<[object, TracingEnvironment, code: string, said: string]>([
    [{ exporter: 'jager' }, {}, 'UNKNOWN_EXPORTER', `"exporter" must be one of ${names}`],
    [{ exporter: ['otlp', 7] }, {}, 'UNKNOWN_EXPORTER', 'but got 7 (number)'],
    [{ exporter: [] }, {}, 'NO_EXPORTER_NAMED', "write 'none'"],
    [{ exporter: ['none', own] }, {}, 'NONE_AMONG_EXPORTERS', `"exporter" names 'none' beside`],
    [{}, { OTEL_TRACES_EXPORTER: 'otlp,logging' }, 'UNKNOWN_EXPORTER', '"logging" (string)'],
    [
      {},
      { OTEL_TRACES_EXPORTER: 'otlp,none' },
      'NONE_AMONG_EXPORTERS',
      `OTEL_TRACES_EXPORTER names 'none'`,
    ],
    [{}, { OTEL_TRACES_EXPORTER: ',' }, 'NO_EXPORTER_NAMED', 'OTEL_TRACES_EXPORTER is an empty'],
    [
      {},
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'http' },
      'UNKNOWN_VALUE',
      `OTEL_EXPORTER_OTLP_PROTOCOL must be one of 'http/protobuf', 'http/json', 'grpc', but got "http"`,
    ],
    [
      {},
      { OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'zstd' },
      'UNKNOWN_VALUE',
      `OTEL_EXPORTER_OTLP_TRACES_COMPRESSION must be one of 'gzip', 'none'`,
    ],
    [{ otlp: { protocol: 'gprc' } }, {}, 'UNKNOWN_VALUE', '"otlp.protocol" must be one of'],
    [{ otlp: { compression: true } }, {}, 'UNKNOWN_VALUE', '"otlp.compression" must be one of'],
    [{ otlp: { certificates: { ca: 7 } } }, {}, 'NOT_A_STRING', '"otlp.certificates.ca"'],
    [{ otlp: { certificates: { crt: '' } } }, {}, 'UNKNOWN_OPTION', '"otlp.certificates.crt"'],
    [
      { otlp: { protocol: 'grpc', url: 'a b' } },
      {},
      'NOT_A_GRPC_SERVER',
      '"otlp.url" must be an http or https URL or a host with its port',
    ],
    [{}, { ...grpcTo('amqp://c') }, 'NOT_A_GRPC_SERVER', '"OTEL_EXPORTER_OTLP_ENDPOINT"'],
    [{}, { OTEL_EXPORTER_OTLP_TIMEOUT: '0' }, 'NOT_A_WHOLE_NUMBER', 'from 1 on (milliseconds)'],
    [{}, { OTEL_BSP_EXPORT_TIMEOUT: '0' }, 'NOT_A_WHOLE_NUMBER', 'OTEL_BSP_EXPORT_TIMEOUT'],
    [{ batch: { exportTimeoutMs: 0 } }, {}, 'NOT_A_POSITIVE_NUMBER', '"batch.exportTimeoutMs"'],
    [{ otlp: { headers: { 'a b': secret } } }, {}, 'INVALID_HEADER', 'an entry "a b"'],
    [{ otlp: { headers: { key: `${secret}\r\nx: y` } } }, {}, 'INVALID_HEADER', 'entry "key"'],
    [{ otlp: { headers: { key: undefined } } }, {}, 'INVALID_HEADER', 'not a string but'],
    [
      {},
      { OTEL_EXPORTER_OTLP_HEADERS: `a=b,${secret}` },
      'INVALID_HEADER',
      'OTEL_EXPORTER_OTLP_HEADERS must be a list such as api-key=abc,tenant=shop',
    ],
    [
      {},
      { OTEL_EXPORTER_OTLP_TRACES_HEADERS: `key=${secret}%0d%0ax:y` },
      'INVALID_HEADER',
      'its entry number 1',
    ],
    [{ jaeger: { port: 65_536 } }, {}, 'NOT_A_PORT', '"jaeger.port" must be the number of a port'],
    [{ jaeger: { password: { secret } } }, {}, 'NOT_A_STRING', '"jaeger.password"'],
    [{ jaeger: { endpoint: 'collector' } }, {}, 'NOT_A_URL', '"jaeger.endpoint"'],
    [{ jaeger: { user: 'ada' } }, {}, 'UNKNOWN_OPTION', '"jaeger.user"'],
    [{}, { OTEL_EXPORTER_JAEGER_AGENT_PORT: 'x' }, 'NOT_A_PORT', 'OTEL_EXPORTER_JAEGER_AGENT_PORT'],
    [
      {},
      { OTEL_EXPORTER_JAEGER_ENDPOINT: `user:${secret}@collector` },
      'NOT_A_URL',
      'OTEL_EXPORTER_JAEGER_ENDPOINT',
    ],
    [{ zipkin: { headers: { key: 7 } } }, {}, 'INVALID_HEADER', '"zipkin.headers"'],
    [{}, { OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'zipkin' }, 'NOT_A_URL', 'OTEL_EXPORTER_ZIPKIN_ENDPOINT'],
  ])('%j with %j is one sentence without secrets', (options, environment, code, said) => {
    const { mistakes } = refusal(options, environment);

    expect(mistakes.map((mistake) => mistake.code)).toEqual([code]);
    expect(mistakes[0].message).toContain(said);
    expect(mistakes[0].message).not.toContain(secret);
  });
});

function grpcTo(endpoint: string): TracingEnvironment {
  return { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
}

function refusal(options: object, environment: TracingEnvironment): TracingConfigurationError {
  try {
    resolveTracingOptions(options, environment);
  } catch (error) {
    if (error instanceof TracingConfigurationError) return error;
    throw error;
  }
  throw new Error('The options were not refused.');
}
