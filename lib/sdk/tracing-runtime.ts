import { diag } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';
import { messages } from '../errors/messages.js';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import { FastMachine } from './fast/fast-machine.js';
import { isKeptInMemory } from './kept-in-memory.js';
import type { Machine, RegistrableProvider } from './machine.interface.js';
import { StockMachine } from './stock/stock-machine.js';

/** One provider with everything behind it. Spans made before it is configured wait for that. */
export class TracingRuntime {
  readonly #machine: Machine;
  #exporters: readonly SpanExporter[] = [];
  #isConfigured = false;

  /**
   * @param known what is known of the options when the first spans may be made
   * @param onHoldFull called when no more spans can wait for `configure()`, by the fast engine alone
   */
  constructor(known: ResolvedTracingOptions, onHoldFull?: () => void) {
    this.#machine =
      known.engine === 'stock'
        ? new StockMachine(known.sampling, known.spanLimits)
        : new FastMachine(known.sampling, known.spanLimits, onHoldFull);
  }

  get provider(): RegistrableProvider {
    return this.#machine.provider;
  }

  /** The last call has the say; what ended before it goes where it was to go. */
  configure(options: ResolvedTracingOptions): void {
    if (this.#isConfigured) {
      void this.flush(options.shutdownTimeoutMs);
    }
    this.#isConfigured = true;
    this.#exporters = this.#machine.configure(options);
  }

  /** Records nothing from now on, and forgets the spans that wait for options. */
  discard(): void {
    this.#machine.discard();
  }

  /** Finished spans, when they are kept in memory. */
  finishedSpans(): ReadableSpan[] {
    return this.#exporters.find(isKeptInMemory)?.getFinishedSpans() ?? [];
  }

  /** Delivers what is finished. Resolves also when that fails, or takes longer than it may. */
  async flush(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, false);
    });
    const isDelivered = await Promise.race([this.#deliver(timeoutMs), timeout]);
    clearTimeout(timer);
    if (!isDelivered) {
      diag.error(messages.flushTimedOut(timeoutMs));
    }
  }

  /** The same at the end of an application, after which nothing is left that waits or is kept open. */
  async close(timeoutMs: number): Promise<void> {
    await this.flush(timeoutMs);
    this.#machine.rest?.();
  }

  async #deliver(timeoutMs: number): Promise<true> {
    try {
      await this.#machine.forceFlush(timeoutMs);
    } catch (error) {
      diag.error('nestjs-tracing: the last spans could not be delivered.', error);
    }
    return true;
  }
}
