import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ResolvedZipkin } from '../../options/resolved-options.interface.js';
import { loadZipkinExporter } from '../load-sdk.js';

export function createZipkinExporter({ url, headers }: ResolvedZipkin): SpanExporter {
  const { ZipkinExporter } = loadZipkinExporter();
  return new ZipkinExporter({ url, headers });
}
