import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { messages } from '../../errors/messages.js';
import { TracingConfigurationError } from '../../errors/tracing-configuration.error.js';
import type { NamedFile, ResolvedOtlp } from '../../options/resolved-options.interface.js';

/** What TLS is opened with, as the contents of PEM files. */
export interface Certificates {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

type NamedCertificates = ResolvedOtlp['certificates'];

/**
 * Reads the files now, since one that is missing would otherwise show when the first spans are lost.
 *
 * @throws TracingConfigurationError for a file that cannot be read, or that TLS cannot use
 */
export function readCertificates(named: NamedCertificates): Certificates {
  const { ca, cert, key } = named;
  refuseOneWithoutTheOther(named);
  const certificates = {
    ...(ca && { ca: readPem(ca) }),
    ...(cert && { cert: readPem(cert) }),
    ...(key && { key: readPem(key) }),
  };
  tryOut(certificates, named);
  return certificates;
}

function refuseOneWithoutTheOther({ cert, key }: NamedCertificates): void {
  const alone = cert === undefined ? key : key === undefined ? cert : undefined;
  if (alone !== undefined) {
    const missing = cert === undefined ? 'cert' : 'key';
    throw mistake('CERTIFICATE_ALONE', messages.certificateAlone(alone.source, missing));
  }
}

function readPem({ path, source }: NamedFile): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const message = messages.certificateUnreadable(source, path, reason);
    throw mistake('CERTIFICATE_UNREADABLE', message, error);
  }
}

function tryOut(certificates: Certificates, named: NamedCertificates): void {
  try {
    createSecureContext(certificates);
    // An authority that is none is passed over, and nobody trusted.
    if (certificates.ca !== undefined) {
      void new X509Certificate(certificates.ca);
    }
  } catch (error) {
    const sources = Object.values(named).flatMap((file) => file?.source ?? []);
    const reason = error instanceof Error ? error.message : String(error);
    throw mistake('CERTIFICATE_INVALID', messages.certificateInvalid(sources, reason), error);
  }
}

function mistake(code: string, message: string, cause?: unknown): TracingConfigurationError {
  return new TracingConfigurationError([{ code, message }], { cause });
}
