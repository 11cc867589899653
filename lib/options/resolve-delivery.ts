import type { OtlpOptions } from './exporters-options.interface.js';
import type { OptionChecks } from './option-checks.js';
import type { ResolvedBatch, ResolvedOtlp } from './resolved-options.interface.js';
import type { TracingEnvironment } from './tracing-environment.js';
import type { BatchOptions } from './tracing-options.interface.js';

const MILLISECONDS = 'milliseconds';

/** How spans are gathered: code, then the `OTEL_BSP_*` variables, then their defaults. */
export function resolveBatch(
  batch: BatchOptions = {},
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedBatch {
  const spans = (name: keyof TracingEnvironment) =>
    checks.wholeNumber(name, environment[name], 'spans', 1);
  const delay = environment.OTEL_BSP_SCHEDULE_DELAY;
  const delayMs = checks.wholeNumber('OTEL_BSP_SCHEDULE_DELAY', delay, MILLISECONDS);
  const maxQueueSize = batch.maxQueueSize ?? spans('OTEL_BSP_MAX_QUEUE_SIZE') ?? 2_048;
  const maxBatchSize = batch.maxBatchSize ?? spans('OTEL_BSP_MAX_EXPORT_BATCH_SIZE') ?? 512;
  return {
    intervalMs: batch.intervalMs ?? delayMs ?? 5_000,
    maxBufferedBytes: batch.maxBufferedBytes ?? 3 * 1_024 * 1_024,
    maxQueueSize,
    maxBatchSize: Math.min(maxBatchSize, maxQueueSize),
  };
}

/** Where OTLP goes: code, then the variables for traces, then those for all signals. */
export function resolveOtlp(
  otlp: OtlpOptions = {},
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedOtlp {
  return {
    url: otlp.url ?? urlFrom(environment, checks),
    headers: { ...otlp.headers },
    headersFromEnvironment: [
      environment.OTEL_EXPORTER_OTLP_HEADERS,
      environment.OTEL_EXPORTER_OTLP_TRACES_HEADERS,
    ],
    timeoutMs: otlp.timeoutMs ?? timeoutFrom(environment, checks) ?? 10_000,
    isCompressed:
      (environment.OTEL_EXPORTER_OTLP_TRACES_COMPRESSION ??
        environment.OTEL_EXPORTER_OTLP_COMPRESSION) === 'gzip',
    hasCertificates: [
      environment.OTEL_EXPORTER_OTLP_CERTIFICATE,
      environment.OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE,
      environment.OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE,
      environment.OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE,
    ].some((file) => file !== undefined),
  };
}

/** @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp */
function urlFrom(environment: TracingEnvironment, checks: OptionChecks): string {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url } =
    environment;
  checks.url('OTEL_EXPORTER_OTLP_ENDPOINT', base);
  checks.url('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', url);
  return url ?? `${(base ?? 'http://localhost:4318').replace(/\/$/, '')}/v1/traces`;
}

function timeoutFrom(environment: TracingEnvironment, checks: OptionChecks): number | undefined {
  const ofTraces = checks.wholeNumber(
    'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT',
    environment.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT,
    MILLISECONDS,
  );
  return (
    ofTraces ??
    checks.wholeNumber(
      'OTEL_EXPORTER_OTLP_TIMEOUT',
      environment.OTEL_EXPORTER_OTLP_TIMEOUT,
      MILLISECONDS,
    )
  );
}
