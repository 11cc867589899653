import type { TracerProvider } from '@opentelemetry/api';
import type {
  SDKRegistrationConfig,
  SpanExporter,
  SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { Parcel } from '../engine/otlp/parcel.interface.js';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';

/** A provider that can be put behind the OpenTelemetry API. */
export interface RegistrableProvider extends TracerProvider {
  register(config: SDKRegistrationConfig): void;
}

/** What makes spans and sends them on: the engine of this package, or the stock one. */
export interface Machine {
  readonly provider: RegistrableProvider;

  /**
   * Puts the options in force; ended spans are held until the first time.
   *
   * @param beside told of each span before the exporters
   * @returns the exporters of the SDK that spans go to
   */
  configure(
    options: ResolvedTracingOptions,
    beside: readonly SpanProcessor[],
  ): readonly SpanExporter[];

  /** Records nothing from now on, and forgets what was held and not delivered. */
  discard(): void;

  /** Spans that have ended so far, delivered or not. */
  readonly endedSpans: number;

  /** Resolves when the requests and messages worked on now have ended. */
  entriesSettled(): Promise<void>;

  /** What is not delivered and can be without this thread; nothing of exporters of the SDK. */
  undelivered(): readonly Parcel[];

  /** Delivers what has ended so far. Rejects when that fails. */
  forceFlush(timeoutMs: number): Promise<void>;

  /** Drops what could not be delivered, and keeps no connection and no timer until there are spans again. */
  rest?(): void;
}
