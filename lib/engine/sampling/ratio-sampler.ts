import { isSpanContextValid, trace as traceApi, TraceFlags } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace-node';
import { TraceIdentity } from '../ids/trace-identity.js';
import { DROP, RECORD_AND_SAMPLE } from './decisions.js';

const sampled: SamplingResult = Object.freeze({ decision: RECORD_AND_SAMPLE });
const dropped: SamplingResult = Object.freeze({ decision: DROP });

export interface RatioSamplerOptions {
  /** Share of traces to keep, from 0 to 1. */
  readonly ratio: number;

  /** Whether a span with a parent follows the parent's decision. */
  readonly isParentBased: boolean;
}

/**
 * The samplers of `OTEL_TRACES_SAMPLER` in one: always on or off, or a ratio of trace ids, with or
 * without respect for the parent. It decides like those of the SDK, and can do so on numbers
 * before anything else is done for a span.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/sdk/#built-in-samplers
 */
export class RatioSampler implements Sampler {
  readonly isParentBased: boolean;
  private readonly ratio: number;
  private readonly upperBound: number;

  constructor({ ratio, isParentBased }: RatioSamplerOptions) {
    this.ratio = ratio;
    this.isParentBased = isParentBased;
    this.upperBound = ratio === 1 ? 4_294_967_296 : Math.floor(ratio * 4_294_967_295);
  }

  /** `parentFlags` are those of a valid parent, if there is one. */
  isSampled(trace: TraceIdentity, parentFlags: number | undefined): boolean {
    return parentFlags !== undefined && this.isParentBased
      ? (parentFlags & TraceFlags.SAMPLED) !== 0
      : (trace.a ^ trace.b ^ trace.c ^ trace.d) >>> 0 < this.upperBound;
  }

  shouldSample(context: Context, traceId: string): SamplingResult {
    const parent = traceApi.getSpanContext(context);
    const flags = parent && isSpanContextValid(parent) ? parent.traceFlags : undefined;
    return this.isSampled(TraceIdentity.ofHex(traceId), flags) ? sampled : dropped;
  }

  toString(): string {
    return this.isParentBased ? `ParentBased{root=${this.describeRoot()}}` : this.describeRoot();
  }

  private describeRoot(): string {
    if (this.ratio === 0 || this.ratio === 1) {
      return this.ratio === 1 ? 'AlwaysOnSampler' : 'AlwaysOffSampler';
    }
    return `TraceIdRatioBased{${this.ratio}}`;
  }
}
