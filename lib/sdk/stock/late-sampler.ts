import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace-node';

/** A sampler that can be replaced, for options that arrive after the first spans. */
export class LateSampler implements Sampler {
  constructor(public delegate: Sampler) {}

  shouldSample(...args: Parameters<Sampler['shouldSample']>): SamplingResult {
    return this.delegate.shouldSample(...args);
  }

  toString(): string {
    return this.delegate.toString();
  }
}
