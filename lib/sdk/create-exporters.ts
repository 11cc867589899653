import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { loadOtlpExporter, loadTraceSdk } from './load-sdk.js';

type Named = ResolvedTracingOptions['exporters'][number];

/** The exporters asked for; none for `console`, which prints by itself. */
export function createExporters(
  asked: readonly Named[],
  options: ResolvedTracingOptions,
): SpanExporter[] {
  return asked.flatMap((exporter) => createExporter(exporter, options) ?? []);
}

function createExporter(
  exporter: Named,
  { otlp }: ResolvedTracingOptions,
): SpanExporter | undefined {
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
    case 'jaeger':
    case 'zipkin':
      return undefined;
    default:
      return exporter;
  }
}
