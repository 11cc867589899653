import { messages } from '../errors/messages.js';
import type { DiagnosticLevel, LogsOptions } from './logs-options.interface.js';
import type { OptionChecks } from './option-checks.js';

const LOGS_NAMES = [
  'correlate',
  'errorEvents',
  'diagnosticLevel',
] as const satisfies readonly (keyof LogsOptions)[];

const DIAGNOSTIC_LEVELS: readonly DiagnosticLevel[] = [
  'none',
  'error',
  'warn',
  'info',
  'debug',
  'verbose',
  'all',
];

export function checkLogs(value: LogsOptions | undefined, checks: OptionChecks): void {
  const logs = checks.object('logs', value);
  checks.known(logs, LOGS_NAMES, 'logs.');
  checks.boolean('logs.correlate', logs.correlate);
  checks.boolean('logs.errorEvents', logs.errorEvents);
  checkDiagnosticLevel('"logs.diagnosticLevel"', logs.diagnosticLevel, checks);
}

export function checkDiagnosticLevel(source: string, value: unknown, checks: OptionChecks): void {
  if (value !== undefined && !(DIAGNOSTIC_LEVELS as readonly unknown[]).includes(value)) {
    const message = messages.unknownDiagnosticLevel(source, value, DIAGNOSTIC_LEVELS);
    checks.refuse('UNKNOWN_DIAGNOSTIC_LEVEL', message);
  }
}
