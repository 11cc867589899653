import { diag } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { Parcel } from '../engine/otlp/parcel.interface.js';
import { messages } from '../errors/messages.js';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import type { Departing } from './ending/departing.interface.js';
import { processEnd } from './ending/process-end.js';
import { resolvesWithin } from './ending/resolves-within.js';
import { FastMachine } from './fast/fast-machine.js';
import { isKeptInMemory } from './kept-in-memory.js';
import { sharedProvider } from './applications/shared-provider.js';
import type { RecordedTracing } from './applications/shared-provider.js';
import type { Machine, RegistrableProvider } from './machine.interface.js';
import { PracticeWatcher } from './practices/practice-watcher.js';
import type { SpanRecording } from './recording/span-recording.js';
import { StockMachine } from './stock/stock-machine.js';

/** The share of its time that the end keeps for delivery when requests do not come to theirs. */
const DELIVERY_SHARE = 0.25;

/** One provider with everything behind it. Spans made before it is configured wait for that. */
export class TracingRuntime implements Departing, RecordedTracing {
  readonly #machine: Machine;
  #options: ResolvedTracingOptions;
  #exporters: readonly SpanExporter[] = [];
  #watcher: PracticeWatcher | undefined;
  #isConfigured = false;
  #seenSpans = 0;
  #spentMs = 0;

  /** Applications that use it; before the first, there may come one. */
  #applications = 0;
  #hasClosed = false;
  #isDiscarded = false;

  /**
   * @param known what is known of the options when the first spans may be made
   * @param configureAlone called when spans cannot wait for `configure()` any longer: because there
   *   are too many, with the fast engine alone, or because the process ends
   * @param recording keeps the spans of an application under test
   */
  constructor(
    known: ResolvedTracingOptions,
    private readonly configureAlone?: () => void,
    private readonly recording?: SpanRecording,
  ) {
    this.#options = known;
    this.#machine =
      known.engine === 'stock'
        ? new StockMachine(known.sampling, known.spanLimits)
        : new FastMachine(known.sampling, known.spanLimits, configureAlone);
    processEnd.watch(this);
  }

  get provider(): RegistrableProvider {
    return this.#machine.provider;
  }

  /** Who watches how the application uses traces; undefined when nobody was asked to. */
  get watcher(): PracticeWatcher | undefined {
    return this.#watcher;
  }

  /** Those it was configured with last. */
  get options(): ResolvedTracingOptions {
    return this.#options;
  }

  get shutdown(): ResolvedTracingOptions['shutdown'] {
    return this.#options.shutdown;
  }

  get isOpen(): boolean {
    return !this.#hasClosed;
  }

  get isInUse(): boolean {
    return this.#applications > 0;
  }

  /** Whether it will record nothing any more. */
  get isDiscarded(): boolean {
    return this.#isDiscarded;
  }

  /** Whether its spans are those of an application under test. */
  get isRecording(): boolean {
    return this.recording !== undefined;
  }

  get hasNews(): boolean {
    return this.#machine.endedSpans > this.#seenSpans;
  }

  get remainingMs(): number {
    return Math.max(0, Math.round(this.#options.shutdownTimeoutMs - this.#spentMs));
  }

  /** The last call has the say; what ended before it goes where it was to go. */
  configure(options: ResolvedTracingOptions): void {
    if (this.#isConfigured) {
      void this.flush(options.shutdownTimeoutMs);
    }
    this.#isConfigured = true;
    this.#options = options;
    this.#watcher?.close();
    this.#watcher = options.bestPractices && new PracticeWatcher(options.bestPractices);
    const beside = [this.#watcher, this.recording].filter((one) => one !== undefined);
    this.#exporters = this.#machine.configure(options, beside);
    processEnd.update();
  }

  /** An application has come to use it. */
  open(): void {
    this.#applications += 1;
    this.#hasClosed = false;
    this.#spentMs = 0;
    sharedProvider.noteUse(this.provider);
    processEnd.watch(this);
  }

  /** An application is closing: delivers what has ended, as `flush()` does. */
  async close(): Promise<void> {
    if (this.#applications <= 1) {
      this.#watcher?.close();
    }
    await this.deliver();
    this.#applications -= 1;
    if (this.#applications <= 0) {
      this.#machine.rest?.();
      this.abandon();
    }
  }

  /** No application will use it. */
  abandon(): void {
    this.#hasClosed = true;
    processEnd.update();
  }

  /** Records nothing from now on, and forgets the spans that wait for options or an exporter. */
  discard(): void {
    this.#isDiscarded = true;
    this.#machine.discard();
    this.abandon();
    processEnd.forget(this);
  }

  noteStray(name: string): void {
    this.recording?.noteStray(name);
  }

  /** Finished spans, when they are kept in memory. */
  finishedSpans(): ReadableSpan[] {
    return (
      this.recording?.finished() ?? this.#exporters.find(isKeptInMemory)?.getFinishedSpans() ?? []
    );
  }

  /** Delivers what is finished. Resolves also when that fails, or takes longer than it may. */
  async flush(timeoutMs: number): Promise<void> {
    this.#seenSpans = this.#machine.endedSpans;
    if (!(await resolvesWithin(timeoutMs, () => this.#flush(timeoutMs)))) {
      diag.error(messages.flushTimedOut(timeoutMs));
    }
  }

  async finish(): Promise<void> {
    const begun = performance.now();
    await resolvesWithin(this.remainingMs * (1 - DELIVERY_SHARE), () =>
      this.#machine.entriesSettled(),
    );
    this.#spentMs += performance.now() - begun;
    this.#watcher?.close();
    await this.deliver();
  }

  async deliver(): Promise<void> {
    const begun = performance.now();
    this.#configureAlone();
    if (this.remainingMs > 0) {
      await this.flush(this.remainingMs);
      this.#spentMs += performance.now() - begun;
    }
  }

  undelivered(): readonly Parcel[] {
    this.#configureAlone();
    return this.#machine.undelivered();
  }

  #configureAlone(): void {
    if (!this.#isConfigured) {
      this.configureAlone?.();
    }
  }

  async #flush(timeoutMs: number): Promise<void> {
    try {
      await this.#machine.forceFlush(timeoutMs);
    } catch (error) {
      diag.error('nestjs-tracing: the last spans could not be delivered.', error);
    }
  }
}
