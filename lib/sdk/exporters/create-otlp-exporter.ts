import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ResolvedOtlp } from '../../options/resolved-options.interface.js';
import { loadOtlpExporter, loadOtlpGrpcExporter, loadOtlpJsonExporter } from '../load-sdk.js';
import { createGrpcCredentials, createGrpcMetadata } from './create-grpc-parts.js';
import { readCertificates } from './read-certificates.js';

type HttpConfig = NonNullable<
  ConstructorParameters<ReturnType<typeof loadOtlpExporter>['OTLPTraceExporter']>[0]
>;

/** The exporter of the SDK for a protocol. Nothing is left for it to look up in the environment. */
export function createOtlpExporter(named: ResolvedOtlp, exportTimeoutMs: number): SpanExporter {
  // A flush waits for its exporter, which must not try for longer than the processor waits.
  const otlp = { ...named, timeoutMs: Math.min(named.timeoutMs, exportTimeoutMs) };
  if (otlp.protocol === 'grpc') {
    return createGrpcExporter(otlp);
  }
  const { OTLPTraceExporter } =
    otlp.protocol === 'http/json' ? loadOtlpJsonExporter() : loadOtlpExporter();
  return new OTLPTraceExporter({
    ...sharedConfig(otlp),
    headers: { ...otlp.headers },
    httpAgentOptions: { keepAlive: true, ...readCertificates(otlp.certificates) },
  });
}

function createGrpcExporter(otlp: ResolvedOtlp): SpanExporter {
  const { OTLPTraceExporter } = loadOtlpGrpcExporter();
  return new OTLPTraceExporter({
    ...sharedConfig(otlp),
    metadata: createGrpcMetadata(otlp.headers),
    credentials: createGrpcCredentials(otlp),
  });
}

function sharedConfig({ url, timeoutMs, compression }: ResolvedOtlp) {
  // An enumeration of strings, loaded with the exporter only.
  const algorithm = compression as HttpConfig['compression'];
  return { url, timeoutMillis: timeoutMs, compression: algorithm };
}
