import { diag } from '@opentelemetry/api';
import { messages } from '../../errors/messages.js';

/** Between two lines. */
const QUIET_MS = 60_000;

/** Counts traces nobody will know of, and says so: in full once, then at most one line a minute. */
export class GivenUpReport {
  private count = 0;
  private told = 0;
  private toldAt: number | undefined;

  add(): void {
    this.count += 1;
    if (this.toldAt === undefined) {
      diag.warn(messages.tracesGivenUp(this.count));
      this.remember();
    } else if (performance.now() - this.toldAt >= QUIET_MS) {
      this.tellRest();
    }
  }

  /** Tells what was counted since it was last told. */
  tellRest(): void {
    if (this.count > this.told) {
      diag.warn(messages.moreTracesGivenUp(this.count - this.told, this.count));
      this.remember();
    }
  }

  private remember(): void {
    this.told = this.count;
    this.toldAt = performance.now();
  }
}
