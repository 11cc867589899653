import type { Sampler } from '@opentelemetry/sdk-trace-node';
import type { ResolvedSampling } from '../../options/resolved-options.interface.js';
import { loadTraceSdk } from '../load-sdk.js';

/** @see https://opentelemetry.io/docs/specs/otel/trace/sdk/#sampler */
export function createSampler({ isParentBased, ratio }: ResolvedSampling): Sampler {
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
