import type { SampledRequest } from '../../tracing.internal-constants.js';
import type { TraceIdentity } from '../ids/trace-identity.js';

/** Decides about a trace that begins here, for which no caller has decided. */
export interface RootDecision {
  /**
   * @param name of the first span, as it starts
   * @param request undefined where it is not an HTTP request that begins the trace
   */
  isSampled(trace: TraceIdentity, name: string, request: SampledRequest | undefined): boolean;

  /** What is decided, for people. */
  toString(): string;
}
