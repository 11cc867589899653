import { withDeadline } from '../../pipeline/with-deadline.js';
import type { SealedBatch } from '../encoding/sealed-batch.js';
import type { ResolvedOtlpOptions } from '../otlp-options.js';
import { Backoff } from './backoff.js';
import type { Background } from './background.js';
import type { Failure } from './failure.js';
import type { OutageReport } from './outage-report.js';
import type { Outcome } from './outcome.js';

/** What the objects around a batch take up, so that many small ones stay within the bound too. */
const OVERHEAD_BYTES = 1_024;

/** How often a batch may fail while others arrive. Then the fault is its own. */
const MAX_FAULTS = 10;

interface Departure {
  readonly batch: SealedBatch;
  readonly arrival: Promise<void>;
  readonly arrive: () => void;
  faults: number;
  /** How many had arrived when it last failed. */
  failedAfter: number;
}

interface Flush {
  readonly deadline: number;
  readonly giveUp: (error: Error) => void;
}

export interface Carrier {
  /** One attempt, which never rejects. */
  send(batch: SealedBatch): Promise<Outcome>;

  /** Told of a batch that fails again and again while others arrive. */
  drop(batch: SealedBatch, reason: string): void;
}

/**
 * Batches that wait for a free place or are under way, `maxInFlight` at a time. One that fails waits
 * again. While the collector is in trouble they go one at a time, after pauses that grow.
 */
export class Departures {
  /** That all batches in here take up in memory. */
  bytes = 0;

  /** In batches that have not left. */
  waitingSpans = 0;

  private readonly waiting: Departure[] = [];
  private readonly underWay = new Set<Departure>();
  private readonly flushes = new Set<Flush>();
  private readonly backoff: Backoff;
  private readonly maxInFlight: number;

  private arrived = 0;
  private isInTrouble = false;
  private isDepartureDue = false;
  private pause: NodeJS.Timeout | undefined;

  constructor(
    private readonly background: Background,
    { maxInFlight, firstRetryMs, maxRetryMs }: ResolvedOtlpOptions,
    private readonly outage: OutageReport,
    private readonly carrier: Carrier,
  ) {
    this.maxInFlight = maxInFlight;
    this.backoff = new Backoff(firstRetryMs, maxRetryMs);
  }

  add(batch: SealedBatch): void {
    const { promise, resolve } = settleable();
    this.bytes += batch.heldBytes + OVERHEAD_BYTES;
    this.waitingSpans += batch.spans;
    this.waiting.push({ batch, arrival: promise, arrive: resolve, faults: 0, failedAfter: -1 });
    this.departSoon();
  }

  /**
   * Sends all that are in here now, at once also when the collector is in trouble.
   *
   * @throws Error when it takes longer, or when it is of no use to wait: nobody listens, or the
   *   collector asks for more time than there is. The batches wait on.
   */
  async flush(timeoutMs: number): Promise<void> {
    const arrivals = this.all().map(({ arrival }) => arrival);
    if (arrivals.length === 0) {
      return;
    }
    this.endPause();
    this.backoff.reset();
    this.departSoon();
    const { promise: despair, flush } = despairing(performance.now() + timeoutMs);
    this.flushes.add(flush);
    try {
      const delivery = Promise.race([Promise.all(arrivals), despair]);
      await withDeadline('The delivery of spans', delivery, timeoutMs);
    } finally {
      this.flushes.delete(flush);
    }
  }

  /** All that are in here now, the oldest first. */
  batches(): SealedBatch[] {
    return this.all().map(({ batch }) => batch);
  }

  /** Takes all out; what is under way is not awaited. */
  giveUp(): SealedBatch[] {
    this.endPause();
    const all = this.all();
    this.waiting.length = 0;
    this.waitingSpans = 0;
    this.underWay.clear();
    all.forEach((departure) => this.leave(departure));
    return all.map(({ batch }) => batch);
  }

  private all(): Departure[] {
    return [...this.underWay, ...this.waiting];
  }

  /** Not at once, since whoever ended the last span of a batch has an answer to give. */
  private departSoon(): void {
    if (!this.isDepartureDue) {
      this.isDepartureDue = true;
      this.background.run(() => setImmediate(() => this.depart()));
    }
  }

  private depart(): void {
    this.isDepartureDue = false;
    const places = this.isInTrouble ? 1 : this.maxInFlight;
    while (this.pause === undefined && this.underWay.size < places && this.waiting.length > 0) {
      const departure = this.waiting.shift()!;
      this.waitingSpans -= departure.batch.spans;
      this.underWay.add(departure);
      void this.background.run(() => this.travel(departure));
    }
  }

  private async travel(departure: Departure): Promise<void> {
    const outcome = await this.carrier.send(departure.batch);
    const isGivenUp = !this.underWay.delete(departure);
    if (isGivenUp) {
      return;
    }
    if (outcome.kind === 'retryable') {
      this.takeBack(departure, outcome);
    } else {
      this.leave(departure);
      this.endTrouble();
    }
    this.depart();
  }

  /** To the end of the queue, so that one batch the collector chokes on does not hold up the others. */
  private takeBack(departure: Departure, failure: Failure): void {
    if (departure.failedAfter >= 0 && departure.failedAfter < this.arrived) {
      departure.faults += 1;
    }
    departure.failedAfter = this.arrived;
    if (departure.faults >= MAX_FAULTS) {
      this.leave(departure);
      this.carrier.drop(departure.batch, failure.reason);
    } else {
      this.waiting.push(departure);
      this.waitingSpans += departure.batch.spans;
    }
    this.startPause(failure);
  }

  /** Those that fail at the same moment make one pause. */
  private startPause(failure: Failure): void {
    this.isInTrouble = true;
    this.outage.failed(failure.reason, () => this.spans());
    if (this.pause === undefined) {
      const waitMs = this.backoff.next(failure.afterMs);
      this.disappoint(failure, performance.now() + waitMs);
      this.pause = this.background.run(() => setTimeout(() => this.goOn(), waitMs)).unref();
    }
  }

  private disappoint({ reason, isPassing }: Failure, nextAttempt: number): void {
    for (const flush of this.flushes) {
      if (!isPassing || nextAttempt >= flush.deadline) {
        flush.giveUp(new Error(`The collector did not take ${this.spans()} spans (${reason})`));
      }
    }
  }

  private goOn(): void {
    this.endPause();
    this.depart();
  }

  private endPause(): void {
    clearTimeout(this.pause);
    this.pause = undefined;
  }

  private endTrouble(): void {
    this.arrived += 1;
    if (this.isInTrouble) {
      this.isInTrouble = false;
      this.endPause();
      this.backoff.reset();
      this.outage.ended();
    }
  }

  private spans(): number {
    return this.all().reduce((sum, { batch }) => sum + batch.spans, 0);
  }

  private leave({ batch, arrive }: Departure): void {
    this.bytes -= batch.heldBytes + OVERHEAD_BYTES;
    arrive();
  }
}

function settleable(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function despairing(deadline: number): { promise: Promise<never>; flush: Flush } {
  let giveUp!: (error: Error) => void;
  const promise = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  return { promise, flush: { deadline, giveUp } };
}
