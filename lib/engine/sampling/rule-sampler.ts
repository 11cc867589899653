import { TraceFlags } from '@opentelemetry/api';
import type { SpanOptions } from '@opentelemetry/api';
import { ContextSpan } from '../context/context-span.js';
import type { TraceIdentity } from '../ids/trace-identity.js';
import type { Parent } from '../place.js';
import type { RootDecision } from './root-decision.interface.js';
import { sampledRequestOf } from './sampled-request.js';
import type { SamplingRule } from './sampling-rule.js';
import { TraceSampler } from './trace-sampler.js';

export interface RuleSamplerOptions {
  /** Whether a span with a parent in another process follows that parent's decision. */
  readonly isParentBased: boolean;

  /** The first that matches decides. */
  readonly rules: readonly SamplingRule[];

  /** Decides where no rule matches. */
  readonly otherwise: RootDecision;
}

/**
 * Decides by what a trace begins with, in this process once: the spans below follow, since one of
 * them would be counted again, or be meant by another rule.
 */
export class RuleSampler extends TraceSampler {
  private readonly isParentBased: boolean;
  private readonly rules: readonly SamplingRule[];
  private readonly otherwise: RootDecision;
  private readonly looksAtRequest: boolean;

  constructor({ isParentBased, rules, otherwise }: RuleSamplerOptions) {
    super();
    this.isParentBased = isParentBased;
    this.rules = rules;
    this.otherwise = otherwise;
    this.looksAtRequest = [...rules, otherwise].some(({ looksAtRequest }) => looksAtRequest);
  }

  override isSampled(
    trace: TraceIdentity,
    parent: Parent | undefined,
    name: string,
    options: SpanOptions,
  ): boolean {
    if (parent !== undefined && (this.isParentBased || isLocal(parent))) {
      return (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
    }
    const request = this.looksAtRequest ? sampledRequestOf(options) : undefined;
    const rule = this.rules.find((one) => one.matches(name, request));
    return (rule?.decision ?? this.otherwise).isSampled(trace, name, request);
  }

  override toString(): string {
    const root = `Rules{${this.rules.length}, otherwise=${this.otherwise.toString()}}`;
    return this.isParentBased ? `ParentBased{root=${root}}` : root;
  }
}

function isLocal(parent: Parent): boolean {
  return parent instanceof ContextSpan || parent.isRemote !== true;
}
