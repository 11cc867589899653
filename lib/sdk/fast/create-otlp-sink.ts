import { parseKeyPairsIntoRecord } from '@opentelemetry/core';
import { OtlpSpanSink } from '../../engine/otlp/otlp-span-sink.js';
import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';

/**
 * The short way to an OTLP collector; undefined for every other exporter, and where certificates
 * are given by variables, which the exporter of the SDK knows how to read.
 */
export function createOtlpSink({
  exporters,
  otlp,
  batch,
}: ResolvedTracingOptions): OtlpSpanSink | undefined {
  if (!exporters.includes('otlp') || otlp.hasCertificates) {
    return undefined;
  }
  const fromEnvironment = otlp.headersFromEnvironment.map((text) => parseKeyPairsIntoRecord(text));
  return new OtlpSpanSink({
    url: otlp.url,
    headers: Object.assign({}, ...fromEnvironment, otlp.headers) as Record<string, string>,
    compression: otlp.isCompressed ? 'gzip' : 'none',
    timeoutMs: otlp.timeoutMs,
    intervalMs: batch.intervalMs,
    maxBatchSpans: batch.maxBatchSize,
    maxBufferedBytes: batch.maxBufferedBytes,
  });
}
