import type { SealedBatch } from '../encoding/sealed-batch.js';
import type { Background } from './background.js';

interface Departure {
  readonly batch: SealedBatch;
  readonly arrival: Promise<void>;
  readonly arrive: () => void;
}

/** Batches that wait for a free place or are under way, `maxInFlight` at a time. */
export class Departures {
  /** That all batches in here take up in memory. */
  bytes = 0;

  private readonly waiting: Departure[] = [];
  private readonly underWay = new Set<Departure>();
  private isDepartureDue = false;

  /** `send` must not reject. */
  constructor(
    private readonly background: Background,
    private readonly maxInFlight: number,
    private readonly send: (batch: SealedBatch) => Promise<void>,
  ) {}

  add(batch: SealedBatch): void {
    const { promise, resolve } = settleable();
    this.bytes += batch.heldBytes;
    this.waiting.push({ batch, arrival: promise, arrive: resolve });
    this.departSoon();
  }

  /** Waits for all that are in here now, delivered or not. */
  async settled(): Promise<void> {
    await Promise.all([...this.waiting, ...this.underWay].map(({ arrival }) => arrival));
  }

  /** All that are in here now, the oldest first. */
  batches(): SealedBatch[] {
    return [...this.underWay, ...this.waiting].map(({ batch }) => batch);
  }

  /** Takes out those that have not left. */
  giveUp(): SealedBatch[] {
    const left = this.waiting.splice(0);
    left.forEach((departure) => this.leave(departure));
    return left.map(({ batch }) => batch);
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
    while (this.underWay.size < this.maxInFlight && this.waiting.length > 0) {
      const departure = this.waiting.shift()!;
      this.underWay.add(departure);
      void this.background.run(() => this.travel(departure));
    }
  }

  private async travel(departure: Departure): Promise<void> {
    await this.send(departure.batch);
    this.underWay.delete(departure);
    this.leave(departure);
    this.depart();
  }

  private leave({ batch, arrive }: Departure): void {
    this.bytes -= batch.heldBytes;
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
