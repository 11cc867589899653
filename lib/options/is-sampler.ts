import type { Sampler } from '@opentelemetry/sdk-trace-node';
import { hasMethod } from './has-method.js';

/** Whether it is a sampler of OpenTelemetry, rather than options for one. */
export function isSampler(value: unknown): value is Sampler {
  return hasMethod(value, 'shouldSample');
}
