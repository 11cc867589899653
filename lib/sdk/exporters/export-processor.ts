import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { GuardedExporter } from '../guarded-exporter.js';

/**
 * Hands spans in batches to one exporter. A flush is over when also those have been sent that were
 * under way already, for which the batch processor of the SDK does not wait, but its exporter does.
 */
export class ExportProcessor implements SpanProcessor {
  constructor(
    private readonly batches: SpanProcessor,
    private readonly exporter: GuardedExporter,
  ) {}

  onStart(): void {
    // Spans are exported when they have ended.
  }

  onEnd(span: ReadableSpan): void {
    this.batches.onEnd(span);
  }

  async forceFlush(): Promise<void> {
    try {
      await this.batches.forceFlush();
    } finally {
      await this.exporter.forceFlush();
    }
  }

  shutdown(): Promise<void> {
    return this.batches.shutdown();
  }

  /** Exports nothing more, not even what waits. */
  discard(): void {
    this.exporter.silence();
    this.batches.shutdown().catch(() => undefined);
  }
}
