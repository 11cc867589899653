import { messages } from '../errors/messages.js';
import type { OtlpProtocol } from './exporters-options.interface.js';
import type { OptionChecks } from './option-checks.js';
import type { TracingEnvironment } from './tracing-environment.js';

/**
 * The URL that OTLP is sent to, always with a scheme, which decides about TLS.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp
 */
export function resolveOtlpUrl(
  url: string | undefined,
  protocol: OtlpProtocol,
  environment: TracingEnvironment,
  checks: OptionChecks,
): string {
  if (protocol === 'grpc' && (url === undefined || typeof url === 'string')) {
    return grpcUrl(url, environment, checks);
  }
  checks.url('otlp.url', url);
  return url ?? httpUrlFrom(environment, checks);
}

function httpUrlFrom(environment: TracingEnvironment, checks: OptionChecks): string {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url } =
    environment;
  checks.url('OTEL_EXPORTER_OTLP_ENDPOINT', base);
  checks.url('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', url);
  return url?.trim() ?? withTracesPath(base ?? 'http://localhost:4318');
}

/** A path the base has stays, and so does a query. */
function withTracesPath(base: string): string {
  if (!URL.canParse(base)) {
    return base;
  }
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return url.href;
}

/**
 * Without a scheme TLS is used, unless a variable says otherwise.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#configuration-options
 */
function grpcUrl(
  option: string | undefined,
  environment: TracingEnvironment,
  checks: OptionChecks,
): string {
  const [source, target] = grpcTarget(option, environment);
  const isInsecure =
    checks.flag(
      'OTEL_EXPORTER_OTLP_TRACES_INSECURE',
      environment.OTEL_EXPORTER_OTLP_TRACES_INSECURE,
    ) ?? checks.flag('OTEL_EXPORTER_OTLP_INSECURE', environment.OTEL_EXPORTER_OTLP_INSECURE);
  const scheme = isInsecure === true ? 'http' : 'https';
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(target) ? target : `${scheme}://${target}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    checks.refuse('NOT_A_GRPC_SERVER', messages.notAGrpcServer(source, target));
  }
  return url;
}

function grpcTarget(
  option: string | undefined,
  environment: TracingEnvironment,
): [source: string, target: string] {
  if (option !== undefined) {
    return ['otlp.url', option];
  }
  const names = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const;
  const name = names.find((one) => environment[one] !== undefined);
  return name === undefined
    ? ['otlp.url', 'http://localhost:4317']
    : [name, environment[name]!.trim()];
}
