import type { InMemorySpanExporter, SpanExporter } from '@opentelemetry/sdk-trace-node';
import { loadTraceSdk } from './load-sdk.js';

/** Whether finished spans are kept in memory, by the exporter named `memory` or one of the user's. */
export function isKeptInMemory(exporter: SpanExporter): exporter is InMemorySpanExporter {
  return exporter instanceof loadTraceSdk().InMemorySpanExporter;
}
