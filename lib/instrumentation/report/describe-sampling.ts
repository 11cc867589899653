import type { ResolvedSampling } from '../../options/resolved-options.interface.js';
import type { DeliveryDiagnostics } from './tracing-diagnostics.interface.js';

type SamplingDiagnostics = Pick<
  DeliveryDiagnostics,
  | 'sampleRatio'
  | 'isParentBased'
  | 'maxTracesPerSecond'
  | 'samplingRules'
  | 'samplingStrategies'
  | 'sampler'
>;

/** What is left out does not limit anything. */
export function samplingOf(sampling: ResolvedSampling): SamplingDiagnostics {
  const { ratio, isParentBased, maxPerSecond, rules, jaegerRemote, sampler } = sampling;
  if (sampler !== undefined) {
    return { sampler: sampler.constructor.name };
  }
  return {
    sampleRatio: ratio,
    isParentBased,
    ...(maxPerSecond === undefined ? undefined : { maxTracesPerSecond: maxPerSecond }),
    ...(rules.length === 0 ? undefined : { samplingRules: rules.length }),
    ...(jaegerRemote && { samplingStrategies: addressOf(jaegerRemote.url) }),
  };
}

/** `sampling 10 %, at most 5 a second, 2 rules`. */
export function describeSampling(delivery: DeliveryDiagnostics): string {
  const { sampler, samplingRules: rules } = delivery;
  if (sampler !== undefined) {
    return `sampling by ${sampler}`;
  }
  const ofRules = rules === undefined ? '' : `, ${rules} ${rules === 1 ? 'rule' : 'rules'}`;
  return `sampling ${describeRest(delivery)}${ofRules}`;
}

/** Of what no rule is for. */
function describeRest(delivery: DeliveryDiagnostics): string {
  const { samplingStrategies: strategies, sampleRatio = 1, maxTracesPerSecond: most } = delivery;
  if (strategies !== undefined) {
    return `as jaeger ${strategies} says`;
  }
  const limit = most === undefined ? '' : `, at most ${most} a second`;
  return `${percentOf(sampleRatio)} %${limit}`;
}

/** Three digits, but as many as it takes for what is less than all not to look like all. */
function percentOf(ratio: number): string {
  const format = (digits: number) =>
    (ratio * 100).toLocaleString('en', { maximumSignificantDigits: digits });
  return ratio < 1 && format(3) === '100' ? format(15) : format(3);
}

/** A query may hold a key. */
function addressOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
