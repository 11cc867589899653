import { checkHeaders } from './check-headers.js';
import type { OtlpOptions } from './exporters-options.interface.js';
import type { OptionChecks } from './option-checks.js';

export const OTLP_PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
export const COMPRESSIONS = ['gzip', 'none'] as const;

const OTLP_NAMES = [
  'url',
  'protocol',
  'headers',
  'timeoutMs',
  'compression',
  'certificates',
] as const satisfies readonly (keyof OtlpOptions)[];

/** All but the URL: the protocol, which may come from the environment, decides what it may be. */
export function checkOtlp(value: OtlpOptions | undefined, checks: OptionChecks): void {
  const otlp = checks.object('otlp', value);
  checks.known(otlp, OTLP_NAMES, 'otlp.');
  checks.oneOf('otlp.protocol', otlp.protocol, OTLP_PROTOCOLS);
  checks.oneOf('otlp.compression', otlp.compression, COMPRESSIONS);
  checkHeaders('otlp.headers', otlp.headers, checks);
  checks.positive('otlp.timeoutMs', otlp.timeoutMs, 'milliseconds');
  checkCertificates(otlp.certificates, checks);
}

function checkCertificates(value: OtlpOptions['certificates'], checks: OptionChecks): void {
  const certificates = checks.object('otlp.certificates', value);
  checks.known(certificates, ['ca', 'cert', 'key'], 'otlp.certificates.');
  checks.string('otlp.certificates.ca', certificates.ca);
  checks.string('otlp.certificates.cert', certificates.cert);
  checks.string('otlp.certificates.key', certificates.key);
}
