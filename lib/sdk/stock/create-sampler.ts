import type { Sampler } from '@opentelemetry/sdk-trace-node';
import type { ResolvedSampling } from '../../options/resolved-options.interface.js';
import { loadTraceSdk } from '../load-sdk.js';
import { createEarlySampler, createSampler, isRatioAlone } from '../sampling/create-sampler.js';
import type { SamplerOptions } from '../sampling/create-sampler.js';

/**
 * The samplers of the SDK, where they can do what was asked for.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/sdk/#sampler
 */
export function createStockSampler(options: SamplerOptions): Sampler {
  return isRatioAlone(options.sampling)
    ? createRatioSampler(options.sampling)
    : createSampler(options);
}

/** The same before the options are complete. */
export function createEarlyStockSampler(sampling: ResolvedSampling): Sampler {
  return isRatioAlone(sampling) ? createRatioSampler(sampling) : createEarlySampler(sampling);
}

function createRatioSampler({ isParentBased, ratio }: ResolvedSampling): Sampler {
  const { ParentBasedSampler } = loadTraceSdk();
  const root = rootSampler(ratio);
  return isParentBased ? new ParentBasedSampler({ root }) : root;
}

function rootSampler(ratio: number): Sampler {
  const { AlwaysOffSampler, AlwaysOnSampler, TraceIdRatioBasedSampler } = loadTraceSdk();
  if (ratio === 1) {
    return new AlwaysOnSampler();
  }
  return ratio === 0 ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(ratio);
}
