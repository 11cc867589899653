import type { ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

/** Of `ExportResultCode`. */
const FAILED = 1;

/** An exporter that fails in one way only: it says so, once for each batch. */
export class GuardedExporter implements SpanExporter {
  constructor(private readonly exporter: SpanExporter) {}

  export(spans: ReadableSpan[], tell: (result: ExportResult) => void): void {
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
    await this.exporter.shutdown();
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
