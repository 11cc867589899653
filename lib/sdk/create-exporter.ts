import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { loadOtlpExporter, loadTraceSdk } from './load-sdk.js';

/** The exporter asked for; undefined for `console`, which prints by itself, and `none`. */
export function createExporter({
  exporter,
  otlp,
}: Pick<ResolvedTracingOptions, 'exporter' | 'otlp'>): SpanExporter | undefined {
  switch (exporter) {
    case 'otlp': {
      const { OTLPTraceExporter } = loadOtlpExporter();
      // Headers, compression and certificates of the OTEL_EXPORTER_OTLP_* variables it reads by itself.
      return new OTLPTraceExporter({
        url: otlp.url,
        headers: otlp.headers,
        timeoutMillis: otlp.timeoutMs,
      });
    }
    case 'memory': {
      const { InMemorySpanExporter } = loadTraceSdk();
      return new InMemorySpanExporter();
    }
    case 'console':
    case 'none':
      return undefined;
    default:
      return exporter;
  }
}
