import { isMainThread } from 'node:worker_threads';

/** By default they end the process. SIGUSR2 is what nodemon sends. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const;

/** A terminal signals to npm and to the program, and npm then passes it on: that is one wish. */
const ECHO_MS = 250;

/**
 * Puts off the end by a signal that nobody else listens to. When it comes through, parent and exit
 * status are told what they would have been told without us.
 */
export class FatalSignals {
  #isListening = false;
  #endingSince: number | undefined;

  /** @param prepare must not reject */
  constructor(private readonly prepare: () => Promise<void>) {}

  listen(): void {
    // Signals reach the main thread alone.
    if (!this.#isListening && isMainThread) {
      this.#isListening = true;
      SIGNALS.forEach((signal) => process.prependListener(signal, this.#onSignal));
    }
  }

  ignore(): void {
    this.#isListening = false;
    SIGNALS.forEach((signal) => process.removeListener(signal, this.#onSignal));
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (this.#endingSince !== undefined) {
      if (performance.now() - this.#endingSince > ECHO_MS) {
        this.#raise(signal);
      }
      return;
    }
    // A library that ends the process only when it listens alone is called after us, and shall see
    // what it would without us. One that signals again when it is ready must find nobody either: a
    // listener hears of that only if the process has something else to do.
    process.removeListener(signal, this.#onSignal);
    if (process.listenerCount(signal) === 0) {
      void this.#end(signal);
    }
  };

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#endingSince = performance.now();
    process.prependListener(signal, this.#onSignal);
    await this.prepare();
    this.#raise(signal);
  }

  #raise(signal: NodeJS.Signals): void {
    this.ignore();
    this.#endingSince = undefined;
    process.kill(process.pid, signal);
  }
}
