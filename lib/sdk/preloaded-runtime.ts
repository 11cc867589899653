import { diag } from '@opentelemetry/api';
import { messages } from '../errors/messages.js';
import type { ResolvedTracingOptions } from '../options/resolved-options.interface.js';
import type { RegistrableProvider } from './machine.interface.js';
import { TracingRuntime } from './tracing-runtime.js';

/** How long an application has to come; one that loads slowly loads thousands of files in it. */
const PATIENCE_MS = 10_000;

/**
 * A runtime that is started before there is an application to give it options. When none has come
 * after 10 seconds, when no more spans can be held, or when the process ends, the
 * environment has the say; an application that comes still later takes over from there.
 */
export class PreloadedRuntime {
  readonly #timer = setTimeout(() => this.#configure(), PATIENCE_MS).unref();
  readonly #runtime: TracingRuntime;
  #isDecided = false;

  /** @param environment the options when only the environment is asked */
  constructor(private readonly environment: ResolvedTracingOptions) {
    this.#runtime = new TracingRuntime(environment, () => this.#configure());
  }

  get provider(): RegistrableProvider {
    return this.#runtime.provider;
  }

  get isInUse(): boolean {
    return this.#runtime.isInUse;
  }

  /** Gives the runtime to an application, which configures it and sees to the last spans. */
  claim(): TracingRuntime {
    this.#isDecided = true;
    clearTimeout(this.#timer);
    return this.#runtime;
  }

  #configure(): void {
    if (!this.#isDecided) {
      this.#isDecided = true;
      diag.info(messages.noApplication());
      this.#configureOrDrop();
    }
  }

  /** The process is under way, and is not to end for a package or a file that its spans miss. */
  #configureOrDrop(): void {
    try {
      this.#runtime.configure(this.environment);
    } catch (error) {
      diag.error(messages.noExporterForPreload(), error);
      this.#runtime.configure({ ...this.environment, exporters: [] });
    }
  }
}
