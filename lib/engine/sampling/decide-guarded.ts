import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace-node';
import { warnSeldom } from '../../errors/warn-seldom.js';
import { DROP, RECORD, RECORD_AND_SAMPLE } from './decisions.js';

const dropped: SamplingResult = Object.freeze({ decision: DROP });

/** What a sampler says. One that throws, or says what nobody understands, has the span not recorded. */
export function decideGuarded(
  sampler: Sampler,
  ...asked: Parameters<Sampler['shouldSample']>
): SamplingResult {
  try {
    const result: unknown = sampler.shouldSample(...asked);
    if (isDecided(result)) {
      return result;
    }
    if (result instanceof Promise) {
      result.catch(() => undefined);
    }
    warnSeldom(`${nameOf(sampler)} gave no decision, so spans are not recorded.`, result);
  } catch (error) {
    warnSeldom(`${nameOf(sampler)} threw, so spans are not recorded.`, error);
  }
  return dropped;
}

/** One written without types may return anything, a promise among others. */
function isDecided(result: unknown): result is SamplingResult {
  const { decision } = (result ?? {}) as Partial<SamplingResult>;
  return decision === DROP || decision === RECORD || decision === RECORD_AND_SAMPLE;
}

function nameOf(sampler: Sampler): string {
  return `The sampler ${sampler.constructor?.name ?? 'without a class'}`;
}
