import { diag } from '@opentelemetry/api';
import { messages } from '../../errors/messages.js';
import type { Departing } from './departing.interface.js';
import { WeaklyHeld } from '../weakly-held.js';
import { FatalSignals } from './fatal-signals.js';
import { postBeforeExit } from './post-before-exit.js';

/**
 * Sees to the last spans of a process whose application nobody closes. It listens once in a
 * process, however many applications there are, and never ends the process itself.
 */
class ProcessEnd {
  /** Weakly, since an application may be dropped without ever being closed. */
  readonly #watched = new WeaklyHeld<Departing>();
  readonly #signals = new FatalSignals(() => this.#finish());
  #isListening = false;

  watch(departing: Departing): void {
    this.#watched.add(departing);
    this.update();
    if (!this.#isListening && departing.shutdown.onExit) {
      this.#isListening = true;
      process.on('beforeExit', this.#onBeforeExit);
      process.on('exit', this.#onExit);
    }
  }

  /** One that has nothing to deliver, and never will. The last leaves no listener behind. */
  forget(departing: Departing): void {
    this.#watched.delete(departing);
    this.update();
    if (this.#thoseOnExit().length === 0) {
      this.#isListening = false;
      process.removeListener('beforeExit', this.#onBeforeExit);
      process.removeListener('exit', this.#onExit);
    }
  }

  /** To be called when one of them has opened or closed. */
  update(): void {
    if (this.#thoseOnSignals().some(({ isOpen }) => isOpen)) {
      this.#signals.listen();
    } else {
      this.#signals.ignore();
    }
  }

  readonly #onBeforeExit = (): void => void this.#deliver();
  readonly #onExit = (): void => this.#post(this.#thoseOnExit());

  async #finish(): Promise<void> {
    const departing = this.#thoseOnSignals();
    await Promise.all(departing.map((one) => one.finish()));
    // What has ended meanwhile; after this, nothing more can.
    this.#post(departing);
  }

  /** Work begun here makes Node ask again, so that it ends only where there is nothing new. */
  async #deliver(): Promise<void> {
    const departing = this.#thoseOnExit().filter(({ hasNews }) => hasNews);
    await Promise.all(departing.map((one) => one.deliver()));
  }

  #post(departing: readonly Departing[]): void {
    try {
      const left = departing.filter(({ remainingMs }) => remainingMs > 0);
      const parcels = left.flatMap((one) => one.undelivered());
      const spans = parcels.reduce((sum, parcel) => sum + parcel.spans, 0);
      if (spans > 0) {
        const timeoutMs = Math.max(...left.map(({ remainingMs }) => remainingMs));
        const taken = postBeforeExit(parcels, timeoutMs);
        if (taken < spans) {
          diag.warn(messages.lostAtExit(spans - taken));
        }
      }
    } catch (error) {
      diag.error('nestjs-tracing: the last spans could not be delivered.', error);
    }
  }

  #thoseOnSignals(): Departing[] {
    return [...this.#watched].filter(({ shutdown }) => shutdown.onSignals);
  }

  #thoseOnExit(): Departing[] {
    return [...this.#watched].filter(({ shutdown }) => shutdown.onExit);
  }
}

export const processEnd = new ProcessEnd();
