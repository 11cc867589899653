import type { SamplingDecision } from '@opentelemetry/sdk-trace-node';

/** Neither recorded nor sampled. */
export const DROP: SamplingDecision = 0;

/** Recorded, exported, and sampled by those who come after. */
export const RECORD_AND_SAMPLE: SamplingDecision = 2;
