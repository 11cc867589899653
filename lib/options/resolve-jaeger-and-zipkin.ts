import type { JaegerOptions, ZipkinOptions } from './exporters-options.interface.js';
import type { OptionChecks } from './option-checks.js';
import type { ResolvedJaeger, ResolvedZipkin } from './resolved-options.interface.js';
import type { TracingEnvironment } from './tracing-environment.js';

/**
 * Where Thrift goes: code, then the `OTEL_EXPORTER_JAEGER_*` variables. An agent named in code is not
 * overruled by the endpoint of a variable.
 */
export function resolveJaeger(
  jaeger: JaegerOptions = {},
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedJaeger {
  const endpoint = environment.OTEL_EXPORTER_JAEGER_ENDPOINT?.trim();
  checks.url('OTEL_EXPORTER_JAEGER_ENDPOINT', endpoint);
  const isAgentNamed = jaeger.host !== undefined || jaeger.port !== undefined;
  return {
    endpoint: jaeger.endpoint ?? (isAgentNamed ? undefined : endpoint),
    host: jaeger.host ?? environment.OTEL_EXPORTER_JAEGER_AGENT_HOST?.trim() ?? 'localhost',
    port: jaeger.port ?? portFrom(environment, checks) ?? 6_832,
    username: jaeger.username ?? environment.OTEL_EXPORTER_JAEGER_USER,
    password: jaeger.password ?? environment.OTEL_EXPORTER_JAEGER_PASSWORD,
  };
}

/** Where Zipkin's JSON goes: code, then `OTEL_EXPORTER_ZIPKIN_ENDPOINT`. */
export function resolveZipkin(
  zipkin: ZipkinOptions = {},
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedZipkin {
  const endpoint = environment.OTEL_EXPORTER_ZIPKIN_ENDPOINT?.trim();
  checks.url('OTEL_EXPORTER_ZIPKIN_ENDPOINT', endpoint);
  return {
    url: zipkin.url ?? endpoint ?? 'http://localhost:9411/api/v2/spans',
    headers: { ...zipkin.headers },
  };
}

function portFrom(environment: TracingEnvironment, checks: OptionChecks): number | undefined {
  const name = 'OTEL_EXPORTER_JAEGER_AGENT_PORT';
  const text = environment[name];
  const port = text === undefined ? undefined : Number(text);
  checks.port(name, port);
  return port;
}
