import { OtlpSpanSink } from '../../engine/otlp/otlp-span-sink.js';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import { readCertificates } from '../exporters/read-certificates.js';

/**
 * The short way to an OTLP collector; undefined for every other exporter, and for the protocols
 * that only the exporters of the SDK speak.
 *
 * @throws TracingConfigurationError for a certificate that is wrong
 */
export function createOtlpSink({
  exporters,
  otlp,
  batch,
}: ResolvedTracingOptions): OtlpSpanSink | undefined {
  if (!exporters.includes('otlp') || otlp.protocol !== 'http/protobuf') {
    return undefined;
  }
  return new OtlpSpanSink({
    url: otlp.url,
    headers: otlp.headers,
    tls: readCertificates(otlp.certificates),
    compression: otlp.compression,
    timeoutMs: Math.min(otlp.timeoutMs, batch.exportTimeoutMs),
    intervalMs: batch.intervalMs,
    maxBatchSpans: batch.maxBatchSize,
    maxWaitingSpans: batch.maxQueueSizeAsked,
    maxBufferedBytes: batch.maxBufferedBytes,
  });
}
