import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { TraceTreePrinter } from './console/trace-tree-printer.js';
import { GuardedExporter } from './guarded-exporter.js';
import { isKeptInMemory } from './kept-in-memory.js';
import { loadTraceSdk } from './load-sdk.js';

/** What happens to finished spans: printed, exported, both, or neither. */
export function createSpanProcessors(
  options: ResolvedTracingOptions,
  exporters: readonly SpanExporter[],
): SpanProcessor[] {
  const processors: SpanProcessor[] = [];
  if (options.debug || options.exporters.includes('console')) {
    processors.push(new TraceTreePrinter(process.stderr));
  }
  return [...processors, ...exporters.map((exporter) => exportProcessor(exporter, options))];
}

function exportProcessor(exporter: SpanExporter, { batch }: ResolvedTracingOptions): SpanProcessor {
  const { BatchSpanProcessor, SimpleSpanProcessor } = loadTraceSdk();
  // Spans in memory are there to be read at once.
  if (isKeptInMemory(exporter)) {
    return new SimpleSpanProcessor(exporter);
  }
  return new BatchSpanProcessor(new GuardedExporter(exporter), {
    scheduledDelayMillis: batch.intervalMs,
    maxQueueSize: batch.maxQueueSize,
    maxExportBatchSize: batch.maxBatchSize,
  });
}
