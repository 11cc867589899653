import type { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import type { ResolvedOtlp } from '../../options/resolved-options.interface.js';
import { requireFrom } from '../../packages/require-file.js';
import { requirePackage, resolvePackage } from '../../packages/require-package.js';
import { readCertificates } from './read-certificates.js';

type GrpcConfig = NonNullable<ConstructorParameters<typeof OTLPTraceExporter>[0]>;
type Metadata = NonNullable<GrpcConfig['metadata']>;
type Credentials = NonNullable<GrpcConfig['credentials']>;

/** What the gRPC exporter itself makes its parts with. */
interface GrpcParts {
  createEmptyMetadata(): Metadata;
  createInsecureCredentials(): Credentials;
  createSslCredentials(ca?: Buffer, key?: Buffer, cert?: Buffer): Credentials;
}

export function createGrpcMetadata(headers: Readonly<Record<string, string>>): Metadata {
  const metadata = loadGrpcParts().createEmptyMetadata();
  for (const [name, value] of Object.entries(headers)) {
    // On the wire, and so in a variable, a binary value is base64.
    metadata.set(name, name.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
  }
  return metadata;
}

export function createGrpcCredentials({ url, certificates }: ResolvedOtlp): Credentials {
  const parts = loadGrpcParts();
  if (new URL(url).protocol === 'http:') {
    return parts.createInsecureCredentials();
  }
  const { ca, cert, key } = readCertificates(certificates);
  return parts.createSslCredentials(ca, key, cert);
}

/** Those of the exporter, since the classes of another copy of gRPC are not its own. */
function loadGrpcParts(): GrpcParts {
  const name = '@opentelemetry/otlp-grpc-exporter-base';
  const exporter = resolvePackage('@opentelemetry/exporter-trace-otlp-grpc');
  const load = exporter === undefined ? requirePackage : requireFrom(exporter);
  return load(name) as GrpcParts;
}
