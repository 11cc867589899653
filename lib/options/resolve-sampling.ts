import { messages } from '../errors/messages.js';
import type { OptionChecks } from './option-checks.js';
import type { ResolvedSampling } from './resolved-options.interface.js';
import type { SamplingOptions } from './sampling-options.interface.js';
import type { TracingEnvironment } from './tracing-environment.js';

type SamplerRatio = 0 | 1 | 'argument';

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration */
const SAMPLERS: ReadonlyMap<string, readonly [isParentBased: boolean, ratio: SamplerRatio]> =
  new Map([
    ['always_on', [false, 1]],
    ['always_off', [false, 0]],
    ['traceidratio', [false, 'argument']],
    ['parentbased_always_on', [true, 1]],
    ['parentbased_always_off', [true, 0]],
    ['parentbased_traceidratio', [true, 'argument']],
  ]);

/** Which traces to record: `sampling` in code, then `OTEL_TRACES_SAMPLER`, then all of them. */
export function resolveSampling(
  sampling: SamplingOptions = {},
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedSampling {
  if (sampling.ratio !== undefined) {
    return { isParentBased: true, ratio: sampling.ratio };
  }
  const name = environment.OTEL_TRACES_SAMPLER ?? 'parentbased_always_on';
  const sampler = SAMPLERS.get(name);
  if (sampler === undefined) {
    const message = messages.unknownSampler(name, [...SAMPLERS.keys()]);
    checks.refuse('UNKNOWN_SAMPLER', message);
    return { isParentBased: true, ratio: 1 };
  }
  const [isParentBased, ratio] = sampler;
  return { isParentBased, ratio: ratio === 'argument' ? ratioFrom(environment, checks) : ratio };
}

function ratioFrom(environment: TracingEnvironment, checks: OptionChecks): number {
  const { OTEL_TRACES_SAMPLER_ARG: text = '1' } = environment;
  const ratio = Number(text);
  if (!(ratio >= 0 && ratio <= 1)) {
    checks.refuse('SAMPLE_RATIO_OUT_OF_RANGE', messages.samplerArgumentOutOfRange(text));
  }
  return ratio;
}
