import type { Sampler } from '@opentelemetry/sdk-trace-node';
import { messages } from '../errors/messages.js';
import { compileRoute } from './compile-route.js';
import { isSampler } from './is-sampler.js';
import type { OptionChecks } from './option-checks.js';
import type {
  JaegerRemoteOptions,
  SamplingOptions,
  SamplingRule,
} from './sampling-options.interface.js';

const NAMES = [
  'ratio',
  'parentBased',
  'maxPerSecond',
  'rules',
  'jaegerRemote',
] as const satisfies readonly (keyof SamplingOptions)[];

const RULE_NAMES = [
  'route',
  'method',
  'name',
  'ratio',
  'maxPerSecond',
] as const satisfies readonly (keyof SamplingRule)[];

export function checkSampling(
  value: SamplingOptions | Sampler | undefined,
  checks: OptionChecks,
): void {
  if (isSampler(value)) {
    return;
  }
  const sampling = checks.object('sampling', value);
  checks.known(sampling, NAMES, 'sampling.');
  checks.ratio('sampling.ratio', sampling.ratio);
  checks.boolean('sampling.parentBased', sampling.parentBased);
  checkRate('sampling.maxPerSecond', sampling.maxPerSecond, checks);
  checkJaegerRemote(sampling.jaegerRemote, checks);
  checkRules(sampling.rules, checks);
}

function checkJaegerRemote(value: JaegerRemoteOptions | undefined, checks: OptionChecks): void {
  const { endpoint, pollingIntervalMs, ...others } = checks.object('sampling.jaegerRemote', value);
  checks.known(others, ['endpoint', 'pollingIntervalMs'], 'sampling.jaegerRemote.');
  checkEndpoint('sampling.jaegerRemote.endpoint', endpoint, checks);
  checks.positive('sampling.jaegerRemote.pollingIntervalMs', pollingIntervalMs, 'milliseconds');
}

/** Also for the one in `OTEL_TRACES_SAMPLER_ARG`. */
export function checkEndpoint(source: string, value: unknown, checks: OptionChecks): void {
  const isUrl = typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
  if (value !== undefined && !isUrl) {
    checks.refuse('NOT_A_URL', messages.notASamplingUrl(source, value));
  }
}

function checkRules(rules: unknown, checks: OptionChecks): void {
  if (Array.isArray(rules)) {
    rules.forEach((rule: SamplingRule, index) => {
      checkRule(`sampling.rules[${index}]`, rule, checks);
    });
  } else if (rules !== undefined) {
    checks.refuse('NOT_A_LIST', messages.notAList('sampling.rules', 'rules', rules));
  }
}

function checkRule(option: string, value: SamplingRule, checks: OptionChecks): void {
  // An empty place in the list is as little a rule as anything else that is no object.
  const rule = checks.object(option, value ?? null);
  checks.known(rule, RULE_NAMES, `${option}.`);
  checkRoute(`${option}.route`, rule.route, checks);
  checks.string(`${option}.method`, rule.method);
  if (!(rule.name instanceof RegExp)) {
    checks.string(`${option}.name`, rule.name);
  }
  checks.ratio(`${option}.ratio`, rule.ratio);
  checkRate(`${option}.maxPerSecond`, rule.maxPerSecond, checks);
  const isForAll = [rule.route, rule.method, rule.name].every((part) => part === undefined);
  if (isForAll && value instanceof Object) {
    checks.refuse('SAMPLING_RULE_FOR_ALL', messages.samplingRuleForAll(option));
  }
}

function checkRoute(option: string, route: unknown, checks: OptionChecks): void {
  const isRoute = typeof route === 'string' && compileRoute(route) !== undefined;
  if (route !== undefined && !(route instanceof RegExp) && !isRoute) {
    checks.refuse('INVALID_ROUTE', messages.invalidRoute(option, route));
  }
}

function checkRate(option: string, value: unknown, checks: OptionChecks): void {
  if (value !== undefined && !(Number.isFinite(value) && (value as number) >= 0)) {
    checks.refuse('NOT_A_RATE', messages.notARate(option, value));
  }
}
