import { trace } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace-node';
import type { TraceKeeper } from '../../engine/keeping/trace-keeper.js';
import { DROP, RECORD } from '../../engine/sampling/decisions.js';

/** Has recorded, though not sampled, what may turn out worth keeping. */
export class KeepingSampler implements Sampler {
  constructor(
    private readonly sampler: Sampler,
    private readonly keeper: TraceKeeper,
  ) {}

  shouldSample(...args: Parameters<Sampler['shouldSample']>): SamplingResult {
    const result = this.sampler.shouldSample(...args);
    return result.decision === DROP && this.keeper.recordsBelow(trace.getSpanContext(args[0]))
      ? { ...result, decision: RECORD }
      : result;
  }

  toString(): string {
    return this.sampler.toString();
  }
}
