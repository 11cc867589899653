import { TraceFlags } from '@opentelemetry/api';
import type { TraceIdentity } from '../ids/trace-identity.js';
import type { Parent } from '../place.js';
import { boundOfRatio, isBelowBound } from './trace-ratio.js';
import { TraceSampler } from './trace-sampler.js';

export interface RatioSamplerOptions {
  /** Share of traces to keep, from 0 to 1. */
  readonly ratio: number;

  /** Whether a span with a parent follows the parent's decision. */
  readonly isParentBased: boolean;
}

/**
 * The samplers of `OTEL_TRACES_SAMPLER` in one: always on or off, or a ratio of trace ids, with or
 * without respect for the parent. It decides like those of the SDK.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/sdk/#built-in-samplers
 */
export class RatioSampler extends TraceSampler {
  readonly isParentBased: boolean;
  private readonly ratio: number;
  private readonly bound: number;

  constructor({ ratio, isParentBased }: RatioSamplerOptions) {
    super();
    this.ratio = ratio;
    this.isParentBased = isParentBased;
    this.bound = boundOfRatio(ratio);
  }

  override isSampled(trace: TraceIdentity, parent: Parent | undefined): boolean {
    return parent !== undefined && this.isParentBased
      ? (parent.traceFlags & TraceFlags.SAMPLED) !== 0
      : isBelowBound(trace, this.bound);
  }

  override toString(): string {
    return this.isParentBased ? `ParentBased{root=${this.describeRoot()}}` : this.describeRoot();
  }

  private describeRoot(): string {
    if (this.ratio === 0 || this.ratio === 1) {
      return this.ratio === 1 ? 'AlwaysOnSampler' : 'AlwaysOffSampler';
    }
    return `TraceIdRatioBased{${this.ratio}}`;
  }
}
