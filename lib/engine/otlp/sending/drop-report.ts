import { diag } from '@opentelemetry/api';

/** Between two lines about the same cause. */
const QUIET_MS = 60_000;

/** Why spans did not arrive. */
export type DropCause = 'full' | 'unreachable' | 'refused' | 'rejected' | 'unencodable' | 'closed';

const sentences: Record<DropCause, (detail: string) => string> = {
  full: (detail) =>
    `more spans ended than the collector took, and ${detail} of them wait already. ` +
    'Is it reachable and fast enough? Sample fewer traces, or let more wait.',
  unreachable: (detail) =>
    `the collector took them on no attempt (${detail}). Is it running, and is the URL right?`,
  refused: (detail) => `the collector refused them (${detail}).`,
  rejected: (detail) => `the collector took the others of a batch but not these (${detail}).`,
  unencodable: (detail) => `they could not be encoded (${detail}).`,
  closed: (detail) => `they were not delivered ${detail} when tracing ended.`,
};

/** Counts spans that did not arrive, and says so: in full once, then at most one line a minute. */
export class DropReport {
  readonly counts: Record<DropCause, number> = {
    full: 0,
    unreachable: 0,
    refused: 0,
    rejected: 0,
    unencodable: 0,
    closed: 0,
  };

  private readonly told = new Map<DropCause, { count: number; at: number }>();

  add(cause: DropCause, spans: number, detail: string): void {
    this.counts[cause] += spans;
    const told = this.told.get(cause);
    if (told === undefined) {
      diag.warn(
        `nestjs-tracing: ${this.counts[cause]} spans were dropped: ${sentences[cause](detail)}`,
      );
      this.remember(cause);
    } else if (performance.now() - told.at >= QUIET_MS) {
      this.tellMore(cause);
    }
  }

  /** Tells what was counted since it was last told. */
  tellRest(): void {
    for (const cause of this.told.keys()) {
      this.tellMore(cause);
    }
  }

  private tellMore(cause: DropCause): void {
    const more = this.counts[cause] - (this.told.get(cause)?.count ?? 0);
    if (more > 0) {
      diag.warn(
        `nestjs-tracing: ${more} more spans were dropped (${cause}), ${this.counts[cause]} in all.`,
      );
      this.remember(cause);
    }
  }

  private remember(cause: DropCause): void {
    this.told.set(cause, { count: this.counts[cause], at: performance.now() });
  }
}
