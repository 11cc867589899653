import { diag } from '@opentelemetry/api';
import { messages } from '../errors/messages.js';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import type { TracingRuntime } from './tracing-runtime.js';

/** How long an application has to come; one that loads slowly loads thousands of files in it. */
const PATIENCE_MS = 10_000;

/**
 * A runtime that was started before there is an application to give it options. When none has come
 * after 10 seconds, or when the process ends by itself, the environment has the say; an application
 * that comes still later takes over from there.
 */
export class PreloadedRuntime {
  readonly #timer = setTimeout(() => this.#configure(), PATIENCE_MS).unref();
  readonly #onBeforeExit = (): void => void this.#deliver();
  #isConfigured = false;

  /** @param environment the options when only the environment is asked */
  constructor(
    private readonly runtime: TracingRuntime,
    private readonly environment: ResolvedTracingOptions,
  ) {
    process.once('beforeExit', this.#onBeforeExit);
  }

  /** Gives the runtime to an application, which configures it and sees to the last spans. */
  claim(): TracingRuntime {
    clearTimeout(this.#timer);
    process.off('beforeExit', this.#onBeforeExit);
    return this.runtime;
  }

  #configure(): void {
    if (!this.#isConfigured) {
      this.#isConfigured = true;
      diag.info(messages.noApplication());
      this.runtime.configure(this.environment);
    }
  }

  async #deliver(): Promise<void> {
    this.#configure();
    await this.runtime.flush(this.environment.shutdownTimeoutMs);
  }
}
