import { messages } from '../errors/messages.js';
import { checkEndpoint } from './check-sampling.js';
import type { OptionChecks } from './option-checks.js';
import type { JaegerRemoteOptions } from './sampling-options.interface.js';
import type { TracingEnvironment } from './tracing-environment.js';

/** What the variables say of sampling. */
export interface SamplerInEnvironment {
  readonly isParentBased: boolean;
  readonly ratio: number;
  readonly jaegerRemote?: JaegerRemoteOptions;
}

type SamplerRatio = 0 | 1 | 'argument' | 'jaeger';

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration */
const SAMPLERS: ReadonlyMap<string, readonly [isParentBased: boolean, ratio: SamplerRatio]> =
  new Map([
    ['always_on', [false, 1]],
    ['always_off', [false, 0]],
    ['traceidratio', [false, 'argument']],
    ['parentbased_always_on', [true, 1]],
    ['parentbased_always_off', [true, 0]],
    ['parentbased_traceidratio', [true, 'argument']],
    ['jaeger_remote', [false, 'jaeger']],
    ['parentbased_jaeger_remote', [true, 'jaeger']],
  ]);

/** Parts of the argument for Jaeger, all of which may be left out. */
const ENDPOINT = 'endpoint';
const INTERVAL = 'pollingIntervalMs';
const RATIO = 'initialSamplingRate';

/** What `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` ask for. */
export function readSampler(
  environment: TracingEnvironment,
  checks: OptionChecks,
): SamplerInEnvironment {
  const name = environment.OTEL_TRACES_SAMPLER ?? 'parentbased_always_on';
  const sampler = SAMPLERS.get(name);
  if (sampler === undefined) {
    const message =
      name === 'xray'
        ? messages.xraySampler([...SAMPLERS.keys()])
        : messages.unknownSampler(name, [...SAMPLERS.keys()]);
    checks.refuse('UNKNOWN_SAMPLER', message);
    return { isParentBased: true, ratio: 1 };
  }
  const [isParentBased, ratio] = sampler;
  const { OTEL_TRACES_SAMPLER_ARG: argument } = environment;
  if (ratio === 'jaeger') {
    return { isParentBased, ...jaegerFrom(argument ?? '', checks) };
  }
  return {
    isParentBased,
    ratio: ratio === 'argument' ? ratioFrom(argument ?? '1', checks) : ratio,
  };
}

function ratioFrom(text: string, checks: OptionChecks): number {
  const ratio = Number(text);
  if (!(ratio >= 0 && ratio <= 1)) {
    checks.refuse('SAMPLE_RATIO_OUT_OF_RANGE', messages.samplerArgumentOutOfRange(text));
  }
  return ratio;
}

/** `endpoint=http://localhost:5778,pollingIntervalMs=5000,initialSamplingRate=0.25`. */
function jaegerFrom(
  argument: string,
  checks: OptionChecks,
): Pick<SamplerInEnvironment, 'ratio' | 'jaegerRemote'> {
  const parts = argument.split(',').filter((part) => part.trim() !== '');
  const values = new Map(parts.map(readPart));
  const [ratio, interval] = [Number(values.get(RATIO) ?? 1), values.get(INTERVAL)];
  const isKnown = [...values.keys()].every((name) => [ENDPOINT, INTERVAL, RATIO].includes(name));
  if (!isKnown || !(ratio >= 0 && ratio <= 1) || !isInterval(interval)) {
    checks.refuse('INVALID_SAMPLER_ARGUMENT', messages.invalidJaegerArgument(argument));
  }
  const endpoint = values.get(ENDPOINT);
  checkEndpoint('OTEL_TRACES_SAMPLER_ARG', endpoint, checks);
  const pollingIntervalMs = interval === undefined ? undefined : Number(interval);
  return { ratio, jaegerRemote: { endpoint, pollingIntervalMs } };
}

/** An address may have further signs of equality in it. */
function readPart(part: string): [name: string, value: string] {
  const [name = '', ...values] = part.split('=');
  return [name.trim(), values.join('=').trim()];
}

function isInterval(text: string | undefined): boolean {
  return text === undefined || (Number.isSafeInteger(Number(text)) && Number(text) > 0);
}
