import type { ResolvedTracingOptions } from '../../options/resolved-options.interface.js';
import type { ExporterDiagnostics } from './tracing-diagnostics.interface.js';

/** The exporters in force, by name and place, without anything that may be a credential. */
export function describeExporters(options: ResolvedTracingOptions): ExporterDiagnostics[] {
  return options.exporters.map((exporter) => {
    if (typeof exporter !== 'string') {
      return { name: exporter.constructor.name };
    }
    const endpoint = endpointOf(exporter, options);
    return { name: exporter, ...(endpoint === undefined ? undefined : { endpoint }) };
  });
}

function endpointOf(
  name: string,
  { otlp, jaeger, zipkin }: ResolvedTracingOptions,
): string | undefined {
  switch (name) {
    case 'otlp':
      // As one writes it in OTEL_EXPORTER_OTLP_ENDPOINT.
      return placeOf(otlp.url).replace(/\/v1\/traces$/, '');
    case 'jaeger':
      return jaeger.endpoint === undefined
        ? `udp://${jaeger.host}:${jaeger.port}`
        : placeOf(jaeger.endpoint);
    case 'zipkin':
      return placeOf(zipkin.url);
    default:
      return undefined;
  }
}

/** Of a URL what may be told: user and password are credentials, and a query may hold a key. */
function placeOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname.replace(/\/$/, '')}`;
}
