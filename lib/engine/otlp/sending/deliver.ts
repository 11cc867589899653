import { setTimeout as pause } from 'node:timers/promises';
import type { ResolvedOtlpOptions } from '../otlp-options.js';
import type { OtlpClient } from './otlp-client.js';
import type { Outcome } from './outcome.js';

const GROWTH = 1.5;

/** The share by which a wait is longer or shorter, so that many processes do not come back at once. */
const JITTER = 0.2;

/**
 * Sends a body until it is taken or refused, or its time is over. Never rejects.
 *
 * @returns the outcome of the last attempt
 * @see https://opentelemetry.io/docs/specs/otlp/#failures-1
 */
export async function deliver(
  client: OtlpClient,
  body: readonly Buffer[],
  { timeoutMs, firstRetryMs, maxRetryMs }: ResolvedOtlpOptions,
  closing: AbortSignal,
): Promise<Outcome> {
  const deadline = performance.now() + timeoutMs;
  let backoffMs = firstRetryMs;
  for (;;) {
    const outcome = await client.post(body, deadline - performance.now());
    if (outcome.kind !== 'retryable' || closing.aborted) {
      return outcome;
    }
    const waitMs = outcome.afterMs ?? jittered(Math.min(backoffMs, maxRetryMs));
    backoffMs *= GROWTH;
    if (performance.now() + waitMs >= deadline) {
      return outcome;
    }
    await pauseUnless(closing, waitMs);
  }
}

function jittered(ms: number): number {
  return ms * (1 + JITTER * (2 * Math.random() - 1));
}

/** Keeps no process alive, and ends at once when tracing does. */
async function pauseUnless(closing: AbortSignal, ms: number): Promise<void> {
  try {
    await pause(ms, undefined, { ref: false, signal: closing });
  } catch {
    // One last attempt follows.
  }
}
