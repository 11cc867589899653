import { checkExporterList } from './check-exporters.js';
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
  const named = [option ?? exportersFrom(environment, checks)].flat();
  return [...new Set(named)].filter((exporter) => exporter !== 'none');
}

function exportersFrom(
  { OTEL_TRACES_EXPORTER: list = 'otlp' }: TracingEnvironment,
  checks: OptionChecks,
): ExporterName[] {
  const names = list.split(',').map((name) => name.trim());
  const named = names.filter((name) => name !== '');
  checkExporterList('OTEL_TRACES_EXPORTER', named, checks);
  return named as ExporterName[];
}
