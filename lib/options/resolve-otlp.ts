import { messages } from '../errors/messages.js';
import { COMPRESSIONS, OTLP_PROTOCOLS } from './check-otlp.js';
import type { OtlpCertificates, OtlpOptions, OtlpProtocol } from './exporters-options.interface.js';
import type { OptionChecks } from './option-checks.js';
import { resolveOtlpHeaders } from './resolve-otlp-headers.js';
import { resolveOtlpUrl } from './resolve-otlp-url.js';
import type { NamedFile, ResolvedOtlp } from './resolved-options.interface.js';
import type { TracingEnvironment } from './tracing-environment.js';

/**
 * Where and how OTLP goes: code, then the variables for traces, then those for all signals.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function resolveOtlp(
  otlp: OtlpOptions = {},
  environment: TracingEnvironment,
  checks: OptionChecks,
): ResolvedOtlp {
  const protocol = otlp.protocol ?? protocolFrom(environment, checks) ?? 'http/protobuf';
  return {
    protocol,
    url: resolveOtlpUrl(otlp.url, protocol, environment, checks),
    headers: resolveOtlpHeaders(otlp.headers, environment, checks),
    timeoutMs: otlp.timeoutMs ?? timeoutFrom(environment, checks) ?? 10_000,
    compression: otlp.compression ?? compressionFrom(environment, checks) ?? 'none',
    certificates: {
      ca: certificate('ca', 'CERTIFICATE', otlp, environment),
      cert: certificate('cert', 'CLIENT_CERTIFICATE', otlp, environment),
      key: certificate('key', 'CLIENT_KEY', otlp, environment),
    },
  };
}

function protocolFrom(environment: TracingEnvironment, checks: OptionChecks) {
  return oneOf<OtlpProtocol>(
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'],
    OTLP_PROTOCOLS,
    environment,
    checks,
  );
}

function compressionFrom(environment: TracingEnvironment, checks: OptionChecks) {
  return oneOf<'gzip' | 'none'>(
    ['OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', 'OTEL_EXPORTER_OTLP_COMPRESSION'],
    COMPRESSIONS,
    environment,
    checks,
  );
}

/** The value of the first of these variables that is set. */
function oneOf<T extends string>(
  names: readonly (keyof TracingEnvironment)[],
  allowed: readonly T[],
  environment: TracingEnvironment,
  checks: OptionChecks,
): T | undefined {
  const name = names.find((one) => environment[one] !== undefined);
  const value = name && environment[name]?.trim();
  if (name !== undefined && !(allowed as readonly unknown[]).includes(value)) {
    checks.refuse('UNKNOWN_VALUE', messages.notOneOf(name, value, allowed));
    return undefined;
  }
  return value as T | undefined;
}

function timeoutFrom(environment: TracingEnvironment, checks: OptionChecks): number | undefined {
  const timeout = (name: keyof TracingEnvironment) =>
    checks.wholeNumber(name, environment[name], 'milliseconds', 1);
  return timeout('OTEL_EXPORTER_OTLP_TRACES_TIMEOUT') ?? timeout('OTEL_EXPORTER_OTLP_TIMEOUT');
}

type CertificateVariable = 'CERTIFICATE' | 'CLIENT_CERTIFICATE' | 'CLIENT_KEY';

function certificate(
  option: keyof OtlpCertificates,
  variable: CertificateVariable,
  { certificates }: OtlpOptions,
  environment: TracingEnvironment,
): NamedFile | undefined {
  const candidates = [
    { path: certificates?.[option], source: `"otlp.certificates.${option}"` },
    ...([`OTEL_EXPORTER_OTLP_TRACES_${variable}`, `OTEL_EXPORTER_OTLP_${variable}`] as const).map(
      (source) => ({ path: environment[source]?.trim(), source }),
    ),
  ];
  return candidates.find((candidate): candidate is NamedFile => candidate.path !== undefined);
}
