import type { Sampler } from '@opentelemetry/sdk-trace-node';
import type { RootDecision } from '../../engine/sampling/root-decision.interface.js';
import { RatioSampler } from '../../engine/sampling/ratio-sampler.js';
import { RuleSampler } from '../../engine/sampling/rule-sampler.js';
import { SamplingRule } from '../../engine/sampling/sampling-rule.js';
import { TraceShare } from '../../engine/sampling/trace-share.js';
import type {
  ResolvedSampling,
  ResolvedTracingOptions,
} from '../../options/resolved-options.interface.js';
import { serviceNameOf } from '../create-resource.js';
import { JaegerStrategies } from './jaeger-strategies.js';

export type SamplerOptions = Pick<ResolvedTracingOptions, 'sampling' | 'resource'>;

/** What decides which traces are recorded, on both engines. */
export function createSampler(options: SamplerOptions): Sampler {
  const { sampling } = options;
  const { jaegerRemote } = sampling;
  if (jaegerRemote === undefined) {
    return createEarlySampler(sampling);
  }
  const initial = new TraceShare(sampling);
  return samplerWith(
    sampling,
    new JaegerStrategies(jaegerRemote, serviceNameOf(options.resource), initial).begin(),
  );
}

/** The same before the options are complete, when Jaeger is not asked yet. */
export function createEarlySampler(sampling: ResolvedSampling): Sampler {
  if (sampling.sampler !== undefined) {
    return sampling.sampler;
  }
  return isRatioAlone(sampling)
    ? new RatioSampler(sampling)
    : samplerWith(sampling, new TraceShare(sampling));
}

/** Whether the trace id is all there is to look at. */
export function isRatioAlone({
  rules,
  maxPerSecond,
  jaegerRemote,
  sampler,
}: ResolvedSampling): boolean {
  const isLimited = rules.length > 0 || maxPerSecond !== undefined;
  return !isLimited && jaegerRemote === undefined && sampler === undefined;
}

function samplerWith({ isParentBased, rules }: ResolvedSampling, otherwise: RootDecision): Sampler {
  return new RuleSampler({
    isParentBased,
    rules: rules.map((rule) => new SamplingRule(rule, new TraceShare(rule))),
    otherwise,
  });
}
