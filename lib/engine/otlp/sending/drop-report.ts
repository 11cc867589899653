import { diag } from '@opentelemetry/api';
import type { Background } from './background.js';

/** Between two lines. */
const QUIET_MS = 60_000;

/** Why spans did not arrive. */
export type DropCause = 'full' | 'failed' | 'refused' | 'rejected' | 'unencodable' | 'closed';

const sentences: Record<DropCause, (detail: string) => string> = {
  full: (detail) => `no more can wait for the collector (${detail}).`,
  failed: (detail) => `the collector took others, but these on no attempt (${detail}).`,
  refused: (detail) => `the collector refused them (${detail}).`,
  rejected: (detail) => `the collector took the others of a batch but not these (${detail}).`,
  unencodable: (detail) => `they could not be encoded (${detail}).`,
  closed: (detail) => `they were not delivered when tracing ended (${detail}).`,
};

type Untold = Map<DropCause, { spans: number; describe: () => string }>;

/**
 * Counts spans that did not arrive, and says so: at once when it begins, then at most one line a
 * minute, with all that was lost in it.
 */
export class DropReport {
  readonly counts: Record<DropCause, number> = {
    full: 0,
    failed: 0,
    refused: 0,
    rejected: 0,
    unencodable: 0,
    closed: 0,
  };

  private readonly untold: Untold = new Map();
  private quiet: NodeJS.Timeout | undefined;

  constructor(
    private readonly background: Background,
    private readonly quietMs = QUIET_MS,
  ) {}

  /** @param describe called when the line is written, since most drops are only counted */
  add(cause: DropCause, spans: number, describe: () => string): void {
    this.counts[cause] += spans;
    const untold = this.untold.get(cause);
    if (untold === undefined) {
      this.untold.set(cause, { spans, describe });
    } else {
      untold.spans += spans;
      untold.describe = describe;
    }
    if (this.quiet === undefined) {
      this.tell();
    }
  }

  /** Tells what was counted since the last line, and keeps no timer. */
  tellRest(): void {
    clearTimeout(this.quiet);
    this.quiet = undefined;
    this.write();
  }

  private tell(): void {
    this.quiet = undefined;
    if (this.untold.size > 0) {
      this.write();
      this.quiet = this.background.run(() => setTimeout(() => this.tell(), this.quietMs)).unref();
    }
  }

  private write(): void {
    if (this.untold.size > 0) {
      const lines = [...this.untold].map(
        ([cause, { spans, describe }]) =>
          `${counted(spans)} dropped${this.inAll(cause, spans)}: ${sentences[cause](describe())}`,
      );
      this.untold.clear();
      diag.warn(`nestjs-tracing: ${lines.join(' ')}`);
    }
  }

  private inAll(cause: DropCause, spans: number): string {
    const all = this.counts[cause];
    return all === spans ? '' : ` (${all} in all)`;
  }
}

function counted(spans: number): string {
  return spans === 1 ? '1 span was' : `${spans} spans were`;
}
