import { messages } from '../errors/messages.js';
import type { OptionChecks } from './option-checks.js';
import type { TracingModuleOptions } from './tracing-options.interface.js';

export const EXPORTER_NAMES = ['otlp', 'console', 'memory', 'none'] as const;

export function checkExporters(options: TracingModuleOptions, checks: OptionChecks): void {
  checkExporter(options.exporter, checks);
  checkOtlp(options.otlp, checks);
}

function checkExporter(exporter: unknown, checks: OptionChecks): void {
  const isKnown = (EXPORTER_NAMES as readonly unknown[]).includes(exporter);
  if (exporter !== undefined && !isKnown && !hasMethod(exporter, 'export')) {
    const message = messages.unknownExporter('"exporter"', exporter, EXPORTER_NAMES);
    checks.refuse('UNKNOWN_EXPORTER', message);
  }
}

function checkOtlp(value: TracingModuleOptions['otlp'], checks: OptionChecks): void {
  const otlp = checks.object('otlp', value);
  checks.known(otlp, ['url', 'headers', 'timeoutMs'], 'otlp.');
  checks.url('otlp.url', otlp.url);
  checks.object('otlp.headers', otlp.headers);
  checks.positive('otlp.timeoutMs', otlp.timeoutMs, 'milliseconds');
}

function hasMethod(value: unknown, name: string): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Record<string, unknown>)[name] === 'function'
  );
}
