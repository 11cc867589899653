import type { ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

/** Of `ExportResultCode`. */
const SUCCEEDED = 0;
const FAILED = 1;

/** An exporter that fails in one way only: it says so, once for each batch. */
export class GuardedExporter implements SpanExporter {
  #isSilent = false;

  constructor(private readonly exporter: SpanExporter) {}

  export(spans: ReadableSpan[], tell: (result: ExportResult) => void): void {
    if (this.#isSilent) {
      return tell({ code: SUCCEEDED });
    }
    let isTold = false;
    const tellOnce = (result: ExportResult | undefined): void => {
      if (!isTold) {
        isTold = true;
        tell(result ?? { code: FAILED });
      }
    };
    const fail = (error: unknown): void => tellOnce({ code: FAILED, error: toError(error) });
    try {
      // It should return nothing; an async one returns a promise that may reject.
      const returned: unknown = this.exporter.export(spans, tellOnce);
      if (returned instanceof Promise) {
        returned.catch(fail);
      }
    } catch (error) {
      fail(error);
    }
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  async shutdown(): Promise<void> {
    // One that is let go may have been given to somebody else as well.
    if (!this.#isSilent) {
      await this.exporter.shutdown();
    }
  }

  /** Exports nothing from now on. */
  silence(): void {
    this.#isSilent = true;
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
