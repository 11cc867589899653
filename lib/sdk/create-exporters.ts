import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { createJaegerExporter } from './exporters/create-jaeger-exporter.js';
import { createOtlpExporter } from './exporters/create-otlp-exporter.js';
import { createZipkinExporter } from './exporters/create-zipkin-exporter.js';
import { loadTraceSdk } from './load-sdk.js';

type Named = ResolvedTracingOptions['exporters'][number];

/**
 * The exporters asked for; none for `console`, which prints by itself.
 *
 * @throws TracingConfigurationError for a package that is missing, and a certificate that is wrong
 */
export function createExporters(
  asked: readonly Named[],
  options: ResolvedTracingOptions,
): SpanExporter[] {
  return asked.flatMap((exporter) => createExporter(exporter, options) ?? []);
}

function createExporter(
  exporter: Named,
  options: ResolvedTracingOptions,
): SpanExporter | undefined {
  switch (exporter) {
    case 'otlp':
      return createOtlpExporter(options.otlp, options.batch.exportTimeoutMs);
    case 'jaeger':
      return createJaegerExporter(options.jaeger, options.batch.exportTimeoutMs);
    case 'zipkin':
      return createZipkinExporter(options.zipkin);
    case 'memory': {
      const { InMemorySpanExporter } = loadTraceSdk();
      return new InMemorySpanExporter();
    }
    case 'console':
      return undefined;
    default:
      return exporter;
  }
}
