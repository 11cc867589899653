/**
 * How the application's log and its traces refer to each other.
 *
 * @publicApi
 */
export interface LogsOptions {
  /**
   * Whether the application's own logger, whichever Nest is given, tells the trace and span of each
   * line: a ConsoleLogger and its subclasses as `TracingLogger` does, any other logger at the end of
   * a message that is a string; other messages it gets as they are. Loggers that write with pino or
   * winston are left alone while these are listened to (`instrumentations`), since their records
   * have the ids as fields already. Nest has one logger for a process, and so has this one effect
   * for all applications in it, until the last that asked is closed.
   * @default false
   */
  correlate?: boolean;

  /**
   * Whether what Nest's logger is told with `error()` and `fatal()` becomes an event of the active
   * span: `exception` where an Error is among the arguments, unless the trace has it already, else
   * `log` with `log.severity` and, of a message that is a string, `log.message`.
   * @default false
   * @see https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/
   */
  errorEvents?: boolean;

  /**
   * How much of OpenTelemetry's own diagnostics, and of this package's warnings, Nest's logger is
   * told, under the context `OpenTelemetry`. Equal lines come once a minute. A logger that was given
   * to `diag.setLogger()` by somebody else stays, and then this has no effect.
   *
   * Environment: `OTEL_LOG_LEVEL`.
   * @default 'info'
   * @throws TracingConfigurationError `UNKNOWN_DIAGNOSTIC_LEVEL` at bootstrap
   */
  diagnosticLevel?: DiagnosticLevel;
}

/** From nothing to everything; each has those before it too. */
export type DiagnosticLevel = 'none' | 'error' | 'warn' | 'info' | 'debug' | 'verbose' | 'all';
