import type { Resource } from '@opentelemetry/resources';
import type { Parcel } from '../otlp/parcel.interface.js';
import type { SpanRecord } from '../span/span-record.js';

/** Takes ended, sampled spans as the engine keeps them, without the detour over ReadableSpan. */
export interface SpanSink {
  /** What every span says of this process. Called before the first span, and when it is replaced. */
  useResource(resource: Resource): void;

  write(span: SpanRecord): void;

  /** @throws when not everything was delivered in time */
  forceFlush(timeoutMs: number): Promise<void>;

  /**
   * Drops what was not delivered, and keeps no connection and no timer. What is written later is
   * taken as before.
   */
  rest(): void;

  /** Drops what was not delivered without a word, and takes no more. */
  discard(): void;

  /** What no collector has confirmed, as it stands: some of it may be under way, and arrive twice. */
  undelivered(): readonly Parcel[];

  /** Delivers what it has, and takes no more. */
  shutdown(timeoutMs: number): Promise<void>;
}
