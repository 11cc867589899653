import { diag } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { SpanSink } from '../pipeline/span-sink.interface.js';
import type { SpanRecord } from '../span/span-record.js';
import { encodeRequest, encodeResource } from './encoding/encode-surroundings.js';
import { SpanBatch } from './encoding/span-batch.js';
import type { SealedBatch } from './encoding/sealed-batch.js';
import type { Parcel } from './parcel.interface.js';
import { resolveOtlpOptions } from './otlp-options.js';
import type { OtlpOptions, ResolvedOtlpOptions } from './otlp-options.js';
import { Background } from './sending/background.js';
import { Departures } from './sending/departures.js';
import { DropReport } from './sending/drop-report.js';
import type { DropCause } from './sending/drop-report.js';
import { OtlpClient } from './sending/otlp-client.js';
import { OutageReport } from './sending/outage-report.js';
import type { Outcome } from './sending/outcome.js';

/** What became of spans so far. */
export interface OtlpCounts {
  readonly delivered: number;
  readonly dropped: Readonly<Record<DropCause, number>>;
}

/**
 * Sends spans to a collector by OTLP over HTTP: each is encoded when it ends, batches leave when
 * they are full or old, several at a time, and what the collector does not take waits for it within
 * a bound of bytes.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export class OtlpSpanSink implements SpanSink {
  /** Out of sight of logs, since headers hold keys. */
  readonly #options: ResolvedOtlpOptions;
  private readonly client: OtlpClient;
  private readonly background = new Background();
  private readonly departures: Departures;
  private readonly batch = new SpanBatch();
  private readonly drops = new DropReport(this.background);
  private readonly outage: OutageReport;

  private delivered = 0;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  private resource: Resource | undefined;
  private encodedResource: Buffer | undefined;

  /** @throws TypeError when the URL is none */
  constructor(options: OtlpOptions = {}) {
    this.#options = resolveOtlpOptions(options);
    this.client = new OtlpClient(this.#options);
    this.outage = new OutageReport(this.client.address, this.#options.timeoutMs);
    this.departures = new Departures(this.background, this.#options, this.outage, {
      send: (batch) => this.send(batch),
      drop: ({ spans }, reason) => this.drops.add('failed', spans, () => reason),
    });
  }

  get counts(): OtlpCounts {
    return { delivered: this.delivered, dropped: { ...this.drops.counts } };
  }

  useResource(resource: Resource): void {
    this.resource = resource;
    this.encodedResource = undefined;
  }

  write(span: SpanRecord): void {
    const { maxBufferedBytes, maxWaitingSpans, maxBatchSpans } = this.#options;
    const { departures, batch } = this;
    if (this.isClosed) {
      return;
    }
    if (
      departures.bytes + batch.bytes >= maxBufferedBytes ||
      departures.waitingSpans + batch.spans >= maxWaitingSpans
    ) {
      this.drops.add('full', 1, this.outage.isOn ? this.describeOutage : this.describeFull);
      return;
    }
    this.encode(span);
    if (batch.spans >= maxBatchSpans) {
      this.seal();
    } else if (this.timer === undefined) {
      this.startTimer();
    }
  }

  async forceFlush(timeoutMs: number): Promise<void> {
    this.seal();
    await this.departures.flush(timeoutMs);
  }

  undelivered(): readonly Parcel[] {
    this.seal();
    const batches = this.departures.batches();
    if (batches.length === 0 || this.resource === undefined) {
      return [];
    }
    const resource = this.encodedResource ?? encodeResource(this.resource);
    return batches.map((batch) => this.parcel(encodeRequest(resource, batch), batch.spans));
  }

  /** An encoded request as this sink would post it. */
  parcel(request: readonly Buffer[], spans: number): Parcel {
    return { ...this.client.parcel(request), spans };
  }

  /** Delivers what it has, and drops what is not taken within `timeoutMs`. */
  async shutdown(timeoutMs: number): Promise<void> {
    if (this.isClosed) {
      return;
    }
    this.isClosed = true;
    try {
      await this.forceFlush(timeoutMs);
    } finally {
      this.rest();
    }
  }

  rest(): void {
    this.seal();
    const lost = this.departures.giveUp().reduce((sum, { spans }) => sum + spans, 0);
    if (lost > 0) {
      this.drops.add('closed', lost, () => {
        const { isOn, reason } = this.outage;
        return isOn && reason !== undefined ? reason : 'there was no time left';
      });
    }
    this.client.close();
    this.drops.tellRest();
  }

  discard(): void {
    this.isClosed = true;
    this.seal();
    this.departures.giveUp();
    this.client.close();
  }

  private encode(span: SpanRecord): void {
    try {
      if (!this.batch.tryAdd(span, this.#options.maxBufferedBytes)) {
        this.drops.add('unencodable', 1, () => 'larger than the buffer');
      }
    } catch (error) {
      this.drops.add('unencodable', 1, () => String(error));
    }
  }

  private readonly describeOutage = (): string =>
    `${this.#options.maxBufferedBytes} bytes wait already; ${this.outage.reason}`;

  private readonly describeFull = (): string => {
    const { maxBufferedBytes, maxWaitingSpans } = this.#options;
    const spans = maxWaitingSpans === Infinity ? '' : `${maxWaitingSpans} spans or `;
    return `${spans}${maxBufferedBytes} bytes wait already; sample fewer traces, or let more wait`;
  };

  private startTimer(): void {
    this.timer = this.background.run(() => setTimeout(() => this.seal(), this.#options.intervalMs));
    this.timer.unref();
  }

  private seal(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.batch.spans > 0) {
      this.departures.add(this.batch.seal());
    }
  }

  private async send(batch: SealedBatch): Promise<Outcome> {
    try {
      const resource = this.encodedResource ?? (await this.encodeResource());
      const body = await this.client.pack(encodeRequest(resource, batch));
      const outcome = await this.client.post(body);
      this.record(outcome, batch.spans);
      // After a failure a connection may still hold on to them.
      if (outcome.kind === 'delivered') {
        this.batch.takeBack(batch);
      }
      return outcome;
    } catch (error) {
      this.drops.add('unencodable', batch.spans, () => String(error));
      return { kind: 'refused', reason: String(error) };
    }
  }

  /** Waits for what detectors are still finding out. */
  private async encodeResource(): Promise<Buffer> {
    const { resource } = this;
    if (resource === undefined) {
      return Buffer.alloc(0);
    }
    if (resource.asyncAttributesPending === true) {
      await resource.waitForAsyncAttributes?.();
    }
    const encoded = encodeResource(resource);
    if (this.resource === resource) {
      this.encodedResource = encoded;
    }
    return encoded;
  }

  private record(outcome: Outcome, spans: number): void {
    if (outcome.kind === 'refused') {
      this.drops.add('refused', spans, () => outcome.reason);
    }
    if (outcome.kind !== 'delivered') {
      return;
    }
    this.delivered += spans - outcome.rejected;
    if (outcome.rejected > 0) {
      this.drops.add('rejected', outcome.rejected, () => outcome.message);
    } else if (outcome.message !== '') {
      diag.info(`nestjs-tracing: the collector took all spans, and says: ${outcome.message}`);
    }
  }
}
