import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { createBaggageProcessors } from './baggage-span-processor.js';
import { TraceTreePrinter } from './console/trace-tree-printer.js';
import { ExportProcessor } from './exporters/export-processor.js';
import { GuardedExporter } from './guarded-exporter.js';
import { isKeptInMemory } from './kept-in-memory.js';
import { loadTraceSdk } from './load-sdk.js';

/**
 * What happens to finished spans: printed, exported, both, or neither. Each exporter has a processor
 * and so batches of its own, so that one which is slow or broken is no other's trouble.
 */
export function createSpanProcessors(
  options: ResolvedTracingOptions,
  exporters: readonly SpanExporter[],
): SpanProcessor[] {
  const processors = createBaggageProcessors(options.baggage.spanAttributes);
  if (options.debug || options.exporters.includes('console')) {
    processors.push(new TraceTreePrinter(process.stderr));
  }
  return [...processors, ...exporters.map((exporter) => exportProcessor(exporter, options))];
}

/** Has what waits in them exported by nobody. */
export function discardProcessors(processors: readonly SpanProcessor[]): void {
  for (const processor of processors) {
    if (processor instanceof ExportProcessor) {
      processor.discard();
    }
  }
}

function exportProcessor(exporter: SpanExporter, { batch }: ResolvedTracingOptions): SpanProcessor {
  const { BatchSpanProcessor, SimpleSpanProcessor } = loadTraceSdk();
  // Spans in memory are there to be read at once.
  if (isKeptInMemory(exporter)) {
    return new SimpleSpanProcessor(exporter);
  }
  const guarded = new GuardedExporter(exporter);
  const batches = new BatchSpanProcessor(guarded, {
    scheduledDelayMillis: batch.intervalMs,
    exportTimeoutMillis: batch.exportTimeoutMs,
    maxQueueSize: batch.maxQueueSize,
    maxExportBatchSize: batch.maxBatchSize,
  });
  return new ExportProcessor(batches, guarded);
}
