import type { ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

/** An exporter whose unfinished batches can be taken over, when there is no time left to wait for it. */
export class HandingExporter implements SpanExporter {
  readonly #underWay = new Set<ReadableSpan[]>();
  #isHandingOver = false;

  constructor(private readonly exporter: SpanExporter) {}

  export(spans: ReadableSpan[], tell: (result: ExportResult) => void): void {
    this.#underWay.add(spans);
    if (!this.#isHandingOver) {
      this.exporter.export(spans, (result) => {
        this.#underWay.delete(spans);
        tell(result);
      });
    }
  }

  /**
   * From now on nothing is exported any more.
   *
   * @param flush has what waits in a queue exported
   */
  handOver(flush: () => void): ReadableSpan[][] {
    this.#isHandingOver = true;
    flush();
    return [...this.#underWay];
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  async shutdown(): Promise<void> {
    await this.exporter.shutdown();
  }
}
