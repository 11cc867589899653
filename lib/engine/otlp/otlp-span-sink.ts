import { diag } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { SpanSink } from '../pipeline/span-sink.interface.js';
import { withDeadline } from '../pipeline/with-deadline.js';
import type { SpanRecord } from '../span/span-record.js';
import { encodeRequest, encodeResource } from './encoding/encode-surroundings.js';
import { SpanBatch } from './encoding/span-batch.js';
import type { SealedBatch } from './encoding/sealed-batch.js';
import type { Parcel } from './parcel.interface.js';
import { resolveOtlpOptions } from './otlp-options.js';
import type { OtlpOptions, ResolvedOtlpOptions } from './otlp-options.js';
import { Background } from './sending/background.js';
import { deliver } from './sending/deliver.js';
import { Departures } from './sending/departures.js';
import { DropReport } from './sending/drop-report.js';
import type { DropCause } from './sending/drop-report.js';
import { OtlpClient } from './sending/otlp-client.js';
import type { Outcome } from './sending/outcome.js';

/** What became of spans so far. */
export interface OtlpCounts {
  readonly delivered: number;
  readonly dropped: Readonly<Record<DropCause, number>>;
}

/**
 * Sends spans to a collector by OTLP over HTTP: each is encoded when it ends, batches leave when
 * they are full or old, several at a time, and what is not delivered stays within a bound of bytes.
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
  private readonly drops = new DropReport();
  private readonly closing = new AbortController();

  private delivered = 0;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  private resource: Resource | undefined;
  private encodedResource: Buffer | undefined;

  /** @throws TypeError when the URL is none */
  constructor(options: OtlpOptions = {}) {
    this.#options = resolveOtlpOptions(options);
    this.client = new OtlpClient(this.#options);
    this.departures = new Departures(this.background, this.#options.maxInFlight, (batch) =>
      this.send(batch),
    );
  }

  get counts(): OtlpCounts {
    return { delivered: this.delivered, dropped: { ...this.drops.counts } };
  }

  useResource(resource: Resource): void {
    this.resource = resource;
    this.encodedResource = undefined;
  }

  write(span: SpanRecord): void {
    const { maxBufferedBytes, maxBatchSpans } = this.#options;
    if (this.isClosed) {
      return;
    }
    if (this.departures.bytes + this.batch.bytes >= maxBufferedBytes) {
      this.drops.add('full', 1, `${maxBufferedBytes} bytes`);
      return;
    }
    this.encode(span);
    if (this.batch.spans >= maxBatchSpans) {
      this.seal();
    } else if (this.timer === undefined) {
      this.startTimer();
    }
  }

  async forceFlush(timeoutMs: number): Promise<void> {
    this.seal();
    await withDeadline('The delivery of spans', this.departures.settled(), timeoutMs);
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
      this.closing.abort();
      this.client.close();
      for (const { spans } of this.departures.giveUp()) {
        this.drops.add('closed', spans, `within ${timeoutMs} ms`);
      }
      this.drops.tellRest();
    }
  }

  private encode(span: SpanRecord): void {
    try {
      if (!this.batch.tryAdd(span, this.#options.maxBufferedBytes)) {
        this.drops.add('unencodable', 1, 'larger than the buffer');
      }
    } catch (error) {
      this.drops.add('unencodable', 1, String(error));
    }
  }

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

  private async send(batch: SealedBatch): Promise<void> {
    try {
      const resource = this.encodedResource ?? (await this.encodeResource());
      const body = await this.client.pack(encodeRequest(resource, batch));
      const outcome = await deliver(this.client, body, this.#options, this.closing.signal);
      this.record(outcome, batch.spans);
      // After a failure a connection may still hold on to them.
      if (outcome.kind === 'delivered') {
        this.batch.takeBack(batch);
      }
    } catch (error) {
      this.drops.add('unencodable', batch.spans, String(error));
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
    if (outcome.kind !== 'delivered') {
      this.drops.add(outcome.kind === 'refused' ? 'refused' : 'unreachable', spans, outcome.reason);
      return;
    }
    this.delivered += spans - outcome.rejected;
    if (outcome.rejected > 0) {
      this.drops.add('rejected', outcome.rejected, outcome.message);
    } else if (outcome.message !== '') {
      diag.info(`nestjs-tracing: the collector took all spans, and says: ${outcome.message}`);
    }
  }
}
