import type { Sampler } from '@opentelemetry/sdk-trace-node';

/** Whether it is a sampler of OpenTelemetry, rather than options for one. */
export function isSampler(value: unknown): value is Sampler {
  return (
    typeof value === 'object' &&
    value !== null &&
    'shouldSample' in value &&
    typeof value.shouldSample === 'function'
  );
}
