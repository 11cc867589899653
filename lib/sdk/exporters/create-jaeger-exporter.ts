import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ResolvedJaeger } from '../../options/resolved-options.interface.js';
import { loadJaegerExporter } from '../load-sdk.js';
import { OneAtATimeExporter } from './one-at-a-time-exporter.js';

/** Its fields are private, and cannot be set otherwise. */
interface JaegerInternals {
  readonly _localConfig: { endpoint: string };
}

export function createJaegerExporter(
  jaeger: ResolvedJaeger,
  exportTimeoutMs: number,
): SpanExporter {
  const { JaegerExporter } = loadJaegerExporter();
  const { endpoint = '', host, port, username = '', password = '' } = jaeger;
  const exporter = new JaegerExporter({ endpoint, host, port, username, password });
  // For an endpoint left out it takes that of the environment, by which code would not win.
  (exporter as unknown as JaegerInternals)._localConfig.endpoint = endpoint;
  // All exports share the buffer of a packet, which two at a time make larger than a packet may be.
  return new OneAtATimeExporter(exporter, exportTimeoutMs);
}
