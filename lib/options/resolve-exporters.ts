import { messages } from '../errors/messages.js';
import { EXPORTER_NAMES } from './check-exporters.js';
import type { ExporterName } from './exporters-options.interface.js';
import type { OptionChecks } from './option-checks.js';
import type { ResolvedTracingOptions } from './resolved-options.interface.js';
import type { TracingEnvironment } from './tracing-environment.js';
import type { TracingModuleOptions } from './tracing-options.interface.js';

/** Where spans go: code, then `OTEL_TRACES_EXPORTER`, then OTLP. */
export function resolveExporters(
  option: TracingModuleOptions['exporter'],
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedTracingOptions['exporters'] {
  const named = option ?? exporterFrom(environment, checks);
  return [named].flat().filter((exporter) => exporter !== 'none');
}

function exporterFrom(
  { OTEL_TRACES_EXPORTER: name = 'otlp' }: TracingEnvironment,
  checks: OptionChecks,
): ExporterName {
  if (!(EXPORTER_NAMES as readonly string[]).includes(name)) {
    const message = messages.unknownExporter('OTEL_TRACES_EXPORTER', name, EXPORTER_NAMES);
    checks.refuse('UNKNOWN_EXPORTER', message);
  }
  return name as ExporterName;
}
