import type { SampledRequest } from '../../tracing.internal-constants.js';
import type { TraceIdentity } from '../ids/trace-identity.js';

/** Decides about a trace that begins here, for which no caller has decided. */
export interface RootDecision {
  /** Whether it wants to know the request, which is work to find out. */
  readonly looksAtRequest: boolean;

  /**
   * @param name of the first span, as it starts
   * @param request undefined where no HTTP request begins the trace, or nobody looks at it
   */
  isSampled(trace: TraceIdentity, name: string, request: SampledRequest | undefined): boolean;

  /** What is decided, for people. */
  toString(): string;
}
