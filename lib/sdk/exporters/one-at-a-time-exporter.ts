import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

type ResultCallback = Parameters<SpanExporter['export']>[1];

/**
 * For an exporter whose exports must not overlap: each begins when the one before has ended, or has
 * had its time. A flush waits for all of them.
 */
export class OneAtATimeExporter implements SpanExporter {
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly exporter: SpanExporter,
    private readonly timeoutMs: number,
  ) {}

  export(spans: ReadableSpan[], onResult: ResultCallback): void {
    this.#last = this.#last.then(() => this.#export(spans, onResult));
  }

  async forceFlush(): Promise<void> {
    await this.#last;
  }

  async shutdown(): Promise<void> {
    await this.#last;
    await this.exporter.shutdown();
  }

  #export(spans: ReadableSpan[], onResult: ResultCallback): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.timeoutMs);
      timer.unref();
      this.exporter.export(spans, (result) => {
        clearTimeout(timer);
        resolve();
        onResult(result);
      });
    });
  }
}
