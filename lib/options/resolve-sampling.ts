import type { Sampler } from '@opentelemetry/sdk-trace-node';
import { compileRoute } from './compile-route.js';
import { isSampler } from './is-sampler.js';
import type { OptionChecks } from './option-checks.js';
import { readSampler } from './read-sampler.js';
import type { SamplerInEnvironment } from './read-sampler.js';
import type {
  ResolvedJaegerRemote,
  ResolvedSampling,
  ResolvedSamplingRule,
} from './resolved-options.interface.js';
import type {
  JaegerRemoteOptions,
  SamplingOptions,
  SamplingRule,
} from './sampling-options.interface.js';
import type { TracingEnvironment } from './tracing-environment.js';

const ALL: SamplerInEnvironment = { isParentBased: true, ratio: 1 };

/** Which traces to record: `sampling` in code, then `OTEL_TRACES_SAMPLER`, then all of them. */
export function resolveSampling(
  sampling: SamplingOptions | Sampler = {},
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedSampling {
  if (isSampler(sampling)) {
    return {
      ...ALL,
      maxPerSecond: undefined,
      rules: [],
      jaegerRemote: undefined,
      sampler: sampling,
    };
  }
  const { ratio, parentBased, maxPerSecond, rules, jaegerRemote } = sampling;
  const assumed = ratio === undefined ? readSampler(environment, checks) : ALL;
  const isDecidedInCode = ratio !== undefined || jaegerRemote !== undefined;
  return {
    isParentBased: parentBased ?? (isDecidedInCode || assumed.isParentBased),
    ratio: ratio ?? assumed.ratio,
    maxPerSecond,
    rules: Array.isArray(rules) ? rules.map(resolveRule) : [],
    jaegerRemote: resolveJaegerRemote(jaegerRemote, assumed.jaegerRemote),
    sampler: undefined,
  };
}

function resolveRule(rule: SamplingRule | undefined): ResolvedSamplingRule {
  const { route, method, name, ratio = 1, maxPerSecond } = rule ?? {};
  const path = typeof route === 'string' ? compileRoute(route) : route;
  return { path, method: method?.toUpperCase(), name, ratio, maxPerSecond };
}

function resolveJaegerRemote(
  code: JaegerRemoteOptions | undefined,
  assumed: JaegerRemoteOptions | undefined,
): ResolvedJaegerRemote | undefined {
  if (code === undefined && assumed === undefined) {
    return undefined;
  }
  return {
    url: urlOf(code?.endpoint ?? assumed?.endpoint ?? 'http://localhost:5778'),
    pollingIntervalMs: code?.pollingIntervalMs ?? assumed?.pollingIntervalMs ?? 60_000,
  };
}

function urlOf(endpoint: string): string {
  if (!URL.canParse(endpoint)) {
    return endpoint;
  }
  const url = new URL(endpoint);
  if (url.pathname === '/') {
    url.pathname = '/sampling';
  }
  return url.href;
}
