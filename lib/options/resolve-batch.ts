import type { OptionChecks } from './option-checks.js';
import type { ResolvedBatch } from './resolved-options.interface.js';
import type { TracingEnvironment } from './tracing-environment.js';
import type { BatchOptions } from './batch-options.interface.js';

/**
 * How spans are gathered: code, then the `OTEL_BSP_*` variables, then their defaults.
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#batch-span-processor
 */
export function resolveBatch(
  batch: BatchOptions = {},
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedBatch {
  const whole = (name: keyof TracingEnvironment, unit: string, least = 1) =>
    checks.wholeNumber(name, environment[name], unit, least);
  const delayMs = whole('OTEL_BSP_SCHEDULE_DELAY', 'milliseconds', 0);
  const timeoutMs = whole('OTEL_BSP_EXPORT_TIMEOUT', 'milliseconds');
  const maxQueueSizeAsked = batch.maxQueueSize ?? whole('OTEL_BSP_MAX_QUEUE_SIZE', 'spans');
  const maxQueueSize = maxQueueSizeAsked ?? 2_048;
  const maxBatchSize = batch.maxBatchSize ?? whole('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 'spans');
  return {
    intervalMs: batch.intervalMs ?? delayMs ?? 5_000,
    exportTimeoutMs: batch.exportTimeoutMs ?? timeoutMs ?? 30_000,
    maxBufferedBytes: batch.maxBufferedBytes ?? 3 * 1_024 * 1_024,
    maxQueueSize,
    maxQueueSizeAsked,
    maxBatchSize: Math.min(maxBatchSize ?? 512, maxQueueSize),
  };
}
