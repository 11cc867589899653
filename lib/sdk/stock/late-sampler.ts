import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace-node';
import { decideGuarded } from '../../engine/sampling/decide-guarded.js';
import { DROP } from '../../engine/sampling/decisions.js';
import { ENTRY_DROPPED } from '../../tracing.internal-constants.js';

/**
 * A sampler that can be replaced, for options that arrive after the first spans. It is not asked
 * about work that is to leave no trace.
 */
export class LateSampler implements Sampler {
  constructor(public delegate: Sampler) {}

  shouldSample(...args: Parameters<Sampler['shouldSample']>): SamplingResult {
    const [context] = args;
    return context.getValue(ENTRY_DROPPED) === true
      ? { decision: DROP }
      : decideGuarded(this.delegate, ...args);
  }

  toString(): string {
    return this.delegate.toString();
  }
}
