import { messages } from '../errors/messages.js';
import { checkHeaders } from './check-headers.js';
import { checkOtlp } from './check-otlp.js';
import type { ExporterName, JaegerOptions, ZipkinOptions } from './exporters-options.interface.js';
import { hasMethod } from './has-method.js';
import type { OptionChecks } from './option-checks.js';
import type { TracingModuleOptions } from './tracing-options.interface.js';

const EXPORTER_NAMES = [
  'otlp',
  'jaeger',
  'zipkin',
  'console',
  'memory',
  'none',
] as const satisfies readonly ExporterName[];

const JAEGER_NAMES = [
  'endpoint',
  'host',
  'port',
  'username',
  'password',
] as const satisfies readonly (keyof JaegerOptions)[];

export function checkExporters(options: TracingModuleOptions, checks: OptionChecks): void {
  if (options.exporter !== undefined) {
    checkExporterList('"exporter"', [options.exporter].flat(), checks);
  }
  checkOtlp(options.otlp, checks);
  checkJaeger(options.jaeger, checks);
  checkZipkin(options.zipkin, checks);
}

/** @param source the option or the variable the list is from */
export function checkExporterList(
  source: string,
  exporters: readonly unknown[],
  checks: OptionChecks,
): void {
  for (const exporter of exporters) {
    if (!isName(exporter) && !hasMethod(exporter, 'export')) {
      const message = messages.unknownExporter(source, exporter, EXPORTER_NAMES);
      checks.refuse('UNKNOWN_EXPORTER', message);
    }
  }
  if (exporters.length === 0) {
    checks.refuse('NO_EXPORTER_NAMED', messages.noExporterNamed(source));
  } else if (exporters.includes('none') && exporters.some((exporter) => exporter !== 'none')) {
    checks.refuse('NONE_AMONG_EXPORTERS', messages.noneAmongExporters(source));
  }
}

function isName(exporter: unknown): boolean {
  return (EXPORTER_NAMES as readonly unknown[]).includes(exporter);
}

function checkJaeger(value: JaegerOptions | undefined, checks: OptionChecks): void {
  const jaeger = checks.object('jaeger', value);
  checks.known(jaeger, JAEGER_NAMES, 'jaeger.');
  checks.url('jaeger.endpoint', jaeger.endpoint);
  checks.string('jaeger.host', jaeger.host);
  checks.port('jaeger.port', jaeger.port);
  checks.secret('jaeger.username', jaeger.username);
  checks.secret('jaeger.password', jaeger.password);
}

function checkZipkin(value: ZipkinOptions | undefined, checks: OptionChecks): void {
  const zipkin = checks.object('zipkin', value);
  checks.known(zipkin, ['url', 'headers'], 'zipkin.');
  checks.url('zipkin.url', zipkin.url);
  checkHeaders('zipkin.headers', zipkin.headers, checks);
}
