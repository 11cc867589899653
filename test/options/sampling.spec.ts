import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
import { describe, expect, it } from 'vitest';
import { TracingConfigurationError } from '../../lib/index.js';
import type { SamplingOptions } from '../../lib/index.js';
import { compileRoute } from '../../lib/options/compile-route.js';
import { resolveTracingOptions } from '../../lib/options/resolve-tracing-options.js';
import type { TracingEnvironment } from '../../lib/options/tracing-environment.js';

const inCode: [code: string, part: string, sampling: unknown][] = [
  ['NOT_AN_OBJECT', '"sampling"', 0.5],
  ['UNKNOWN_OPTION', '"sampling.rate"', { rate: 0.5 }],
  ['NOT_A_BOOLEAN', '"sampling.parentBased"', { parentBased: 'yes' }],
  ['NOT_A_RATE', 'For one in ten seconds, write 0.1', { maxPerSecond: -1 }],
  ['NOT_A_RATE', '"sampling.maxPerSecond"', { maxPerSecond: Number.POSITIVE_INFINITY }],
  ['NOT_A_LIST', '"sampling.rules"', { rules: { route: '/' } }],
  ['NOT_AN_OBJECT', '"sampling.rules[1]"', { rules: [{ route: '/' }, '/orders'] }],
  ['NOT_AN_OBJECT', '"sampling.rules[0]"', { rules: [undefined] }],
  ['UNKNOWN_OPTION', '"sampling.rules[0].path"', { rules: [{ route: '/', path: '/' }] }],
  ['SAMPLE_RATIO_OUT_OF_RANGE', 'rules[0].ratio', { rules: [{ route: '/', ratio: 2 }] }],
  ['NOT_A_RATE', 'rules[0].maxPerSecond', { rules: [{ route: '/', maxPerSecond: '5' }] }],
  ['NOT_A_STRING', 'rules[0].method', { rules: [{ method: '' }] }],
  ['NOT_A_STRING', 'rules[0].name', { rules: [{ name: 5 }] }],
  ['SAMPLING_RULE_FOR_ALL', '"sampling.rules[0]"', { rules: [{ ratio: 1 }] }],
  ['INVALID_ROUTE', "'/orders/:id'", { rules: [{ route: 5 }] }],
  ['INVALID_ROUTE', 'write a RegExp', { rules: [{ route: '/a/*/b' }] }],
  ['NOT_A_URL', 'http://localhost:5778/sampling', { jaegerRemote: { endpoint: 'jaeger:5778' } }],
  ['NOT_A_POSITIVE_NUMBER', 'pollingIntervalMs', { jaegerRemote: { pollingIntervalMs: 0 } }],
  ['UNKNOWN_OPTION', '"sampling.jaegerRemote.url"', { jaegerRemote: { url: 'http://jaeger' } }],
];

const inArgument = [
  'endpoints=http://localhost:5778',
  'http://localhost:5778',
  'pollingIntervalMs=often',
  'pollingIntervalMs=0',
  'initialSamplingRate=25',
];

describe('a mistake in sampling', () => {
  it.each(inCode)('has the code %s and names %s', (code, part, sampling) => {
    const { mistakes } = refusal(sampling);

    expect(mistakes.map((mistake) => mistake.code)).toEqual([code]);
    expect(mistakes[0].message).toContain(part);
  });

  it.each(inArgument)(
    'in OTEL_TRACES_SAMPLER_ARG=%s for Jaeger shows how it is written',
    (text) => {
      const error = refusal(undefined, {
        OTEL_TRACES_SAMPLER: 'jaeger_remote',
        OTEL_TRACES_SAMPLER_ARG: text,
      });

      expect(error.code).toBe('INVALID_SAMPLER_ARGUMENT');
      expect(error.message).toContain('endpoint=http://localhost:5778,pollingIntervalMs=60000');
      expect(error.message).toContain(`"${text}" (string)`);
    },
  );

  it('in the address that Jaeger is to be asked at names the variable', () => {
    const error = refusal(undefined, {
      OTEL_TRACES_SAMPLER: 'parentbased_jaeger_remote',
      OTEL_TRACES_SAMPLER_ARG: 'endpoint=localhost:14250',
    });

    expect(error.code).toBe('NOT_A_URL');
    expect(error.message).toContain('"OTEL_TRACES_SAMPLER_ARG" must name an http or https URL');
  });

  it('is a sampler of AWS, which can be passed in code', () => {
    const error = refusal(undefined, { OTEL_TRACES_SAMPLER: 'xray' });

    expect(error.code).toBe('UNKNOWN_SAMPLER');
    expect(error.message).toMatch(/in code, as sampling: sampler, .* parentbased_jaeger_remote/);
  });
});

describe('the sampling that holds', () => {
  it('is that of the environment for Jaeger, with what it leaves out', () => {
    const read = (OTEL_TRACES_SAMPLER: string, OTEL_TRACES_SAMPLER_ARG?: string) =>
      sampling({}, { OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG });

    expect(read('jaeger_remote')).toMatchObject({
      isParentBased: false,
      ratio: 1,
      jaegerRemote: { url: 'http://localhost:5778/sampling', pollingIntervalMs: 60_000 },
    });
    expect(
      read(
        'parentbased_jaeger_remote',
        'endpoint=http://collector:14268/api/sampling?key=a=b, pollingIntervalMs=5000,initialSamplingRate=0.25',
      ),
    ).toMatchObject({
      isParentBased: true,
      ratio: 0.25,
      jaegerRemote: {
        url: 'http://collector:14268/api/sampling?key=a=b',
        pollingIntervalMs: 5_000,
      },
    });
  });

  it('takes from the environment what the code says nothing of', () => {
    const environment = {
      OTEL_TRACES_SAMPLER: 'jaeger_remote',
      OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://jaeger:1,pollingIntervalMs=7,initialSamplingRate=0',
    };

    expect(sampling({ maxPerSecond: 5, rules: [{ route: '/a' }] }, environment)).toMatchObject({
      isParentBased: false,
      maxPerSecond: 5,
      rules: [{ path: '/a', ratio: 1 }],
      jaegerRemote: { url: 'http://jaeger:1/sampling' },
    });
    expect(sampling({ jaegerRemote: { pollingIntervalMs: 8 } }, environment)).toMatchObject({
      isParentBased: true,
      ratio: 0,
      jaegerRemote: { url: 'http://jaeger:1/sampling', pollingIntervalMs: 8 },
    });
    expect(sampling({ parentBased: true }, environment)).toMatchObject({ isParentBased: true });
  });

  it('is a ratio alone where the code gives one, whatever the environment says', () => {
    const environment = { OTEL_TRACES_SAMPLER: 'jaeger_remote', OTEL_TRACES_SAMPLER_ARG: '???' };

    const resolved = sampling({ ratio: 0.5 }, environment);

    expect(resolved).toMatchObject({ isParentBased: true, ratio: 0.5 });
    expect(resolved.jaegerRemote).toBeUndefined();
  });

  it('is a sampler as it was given, whatever the environment says', () => {
    const sampler = new AlwaysOffSampler();
    const environment = { OTEL_TRACES_SAMPLER: 'sometimes' };

    const resolved = resolveTracingOptions({ sampling: sampler }, environment);

    expect(resolved.sampling.sampler).toBe(sampler);
  });
});

describe('a route', () => {
  it.each([
    ['/checkout', ['/checkout', '/checkout/'], ['/checkout/a', '/Checkout', '/', '/checkout//']],
    ['checkout/', ['/checkout', '/checkout/'], ['checkout']],
    ['/', ['/'], ['', '/a']],
    [
      '/orders/:id',
      ['/orders/7', '/orders/7/', '/orders/%2F'],
      ['/orders', '/orders/', '/orders/7/a'],
    ],
    ['/a.b/:c', ['/a.b/c'], ['/aXb/c']],
    [
      '/internal/*',
      ['/internal/', '/internal/a', '/internal/a/b\n'],
      ['/internal', '/a/internal/a'],
    ],
    ['/*rest', ['/', '/a', '/a/b'], []],
    [':tenant/orders/:id', ['/a/orders/b'], ['/a/b/orders/c', '//orders/c']],
  ])('%s is a path such as %j, and none such as %j', (route, paths, others) => {
    const { rules } = sampling({ rules: [{ route }] });
    const isMatch = (path: string) => {
      const pattern = rules[0]!.path!;
      return pattern instanceof RegExp
        ? pattern.test(path)
        : [pattern, `${pattern}/`].includes(path);
    };

    expect(paths.filter((path) => !isMatch(path))).toEqual([]);
    expect(others.filter(isMatch)).toEqual([]);
  });

  it.each(['/a{/:b}', '/a/:b.json', '/a/:b(\\d+)', '/*/a', '/a*', '/a?', '/a/:', '/[a]', '/a+'])(
    '%s is refused, since it would be read otherwise than Nest does',
    (route) => {
      expect(compileRoute(route)).toBeUndefined();
    },
  );

  it('takes time in proportion to a path that was made to take long', () => {
    const pattern = compileRoute('/:a/:b/:c/:d/:e/:f/*') as RegExp;
    const timeFor = (length: number) => {
      const paths = ['/', 'a', '/a', 'a/'].map((part) => `/${part.repeat(length)}\n`);
      // Of the processor: a busy one lets us wait.
      const begin = process.cpuUsage();
      paths.forEach((path) => pattern.test(path));
      const { user, system } = process.cpuUsage(begin);
      return (user + system) / 1_000;
    };

    timeFor(1_000);

    // Going back once for each character would take minutes.
    expect(timeFor(1_000_000)).toBeLessThan(2_000);
  });
});

function sampling(options: SamplingOptions, environment: TracingEnvironment = {}) {
  return resolveTracingOptions({ sampling: options }, environment).sampling;
}

function refusal(
  options: unknown,
  environment: TracingEnvironment = {},
): TracingConfigurationError {
  try {
    sampling(options as SamplingOptions, environment);
  } catch (error) {
    if (error instanceof TracingConfigurationError) return error;
  }
  throw new Error('It was accepted.');
}
