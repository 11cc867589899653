import { diag } from '@opentelemetry/api';

/** Says that the collector takes nothing, once an outage, when that has lasted; and when it is over. */
export class OutageReport {
  /** Whether the last attempt failed. */
  isOn = false;

  /** Why the last failure was one. */
  reason: string | undefined;

  private startedAt = 0;
  private isTold = false;

  /** @param patienceMs how long an outage may last that nobody needs to hear of */
  constructor(
    private readonly url: string,
    private readonly patienceMs: number,
  ) {}

  failed(reason: string, waitingSpans: () => number): void {
    if (!this.isOn) {
      this.isOn = true;
      this.startedAt = performance.now();
    }
    this.reason = reason;
    if (!this.isTold && performance.now() - this.startedAt >= this.patienceMs) {
      this.isTold = true;
      diag.warn(
        `nestjs-tracing: the collector at ${this.url} takes no spans (${reason}). ` +
          `Is it running, and is the URL right? ${waitingSpans()} spans wait, and are sent when it is back.`,
      );
    }
  }

  ended(): void {
    if (this.isTold) {
      const seconds = Math.round((performance.now() - this.startedAt) / 1_000);
      diag.info(`nestjs-tracing: the collector takes spans again, after ${seconds} s.`);
    }
    this.isTold = false;
    this.isOn = false;
  }
}
