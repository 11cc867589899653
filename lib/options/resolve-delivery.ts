import type { OptionChecks } from './option-checks.js';
import type { ResolvedBatch, ResolvedOtlp } from './resolved-options.interface.js';
import type { TracingEnvironment } from './tracing-environment.js';
import type { BatchOptions, OtlpOptions } from './tracing-options.interface.js';

const MILLISECONDS = 'milliseconds';

/** How spans are gathered: code, then the `OTEL_BSP_*` variables, then their defaults. */
export function resolveBatch(
  batch: BatchOptions = {},
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedBatch {
  const number = (name: keyof TracingEnvironment, unit: string) =>
    checks.wholeNumber(name, environment[name], unit);
  const maxQueueSize = batch.maxQueueSize ?? number('OTEL_BSP_MAX_QUEUE_SIZE', 'spans') ?? 2_048;
  const maxBatchSize =
    batch.maxBatchSize ?? number('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 'spans') ?? 512;
  return {
    intervalMs: batch.intervalMs ?? number('OTEL_BSP_SCHEDULE_DELAY', MILLISECONDS) ?? 5_000,
    maxBufferedBytes: batch.maxBufferedBytes ?? 4 * 1_024 * 1_024,
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
  const url = otlp.url ?? urlFrom(environment);
  checks.url('OTEL_EXPORTER_OTLP_ENDPOINT', url);
  return {
    url,
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
function urlFrom(environment: TracingEnvironment): string {
  const base = environment.OTEL_EXPORTER_OTLP_ENDPOINT ?? 'http://localhost:4318';
  return environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? `${base.replace(/\/$/, '')}/v1/traces`;
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
