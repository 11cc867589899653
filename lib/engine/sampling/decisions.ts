import type { SamplingDecision } from '@opentelemetry/sdk-trace-node';

/** Neither recorded nor sampled. */
export const DROP: SamplingDecision = 0;

/** Recorded and shown to processors, but not exported. */
export const RECORD: SamplingDecision = 1;

/** Recorded, exported, and sampled by those who come after. */
export const RECORD_AND_SAMPLE: SamplingDecision = 2;
