import { checkDiagnosticLevel } from './check-logs.js';
import type { DiagnosticLevel, LogsOptions } from './logs-options.interface.js';
import type { OptionChecks } from './option-checks.js';
import type { ResolvedLogs } from './resolved-options.interface.js';
import type { TracingEnvironment } from './tracing-environment.js';

/** What is done with log lines: as the code says, and for OpenTelemetry's own then `OTEL_LOG_LEVEL`. */
export function resolveLogs(
  { correlate = false, errorEvents = false, diagnosticLevel }: LogsOptions = {},
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedLogs {
  return {
    correlate,
    errorEvents,
    diagnosticLevel: diagnosticLevel ?? levelFrom(environment, checks) ?? 'info',
  };
}

/** Enumerated variables are read without regard to case, as the specification asks. */
function levelFrom(
  { OTEL_LOG_LEVEL: text }: TracingEnvironment,
  checks: OptionChecks,
): DiagnosticLevel | undefined {
  const level = text?.trim().toLowerCase();
  checkDiagnosticLevel('OTEL_LOG_LEVEL', level, checks);
  return level as DiagnosticLevel | undefined;
}
