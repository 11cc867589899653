/** @publicApi */
export interface LogsOptions {
  /**
   * Whether the application's own logger, whichever Nest is given, says the trace and span of each
   * line. `TracingLogger` does so without being asked.
   * @default false
   */
  correlate?: boolean;

  /**
   * Whether what is logged at error level becomes an event of the active span.
   * @default false
   */
  errorEvents?: boolean;

  /**
   * How much of OpenTelemetry's own diagnostics Nest's logger is told.
   *
   * Environment: `OTEL_LOG_LEVEL`.
   * @default 'info'
   */
  diagnosticLevel?: DiagnosticLevel;
}

export type DiagnosticLevel = 'none' | 'error' | 'warn' | 'info' | 'debug' | 'verbose' | 'all';
