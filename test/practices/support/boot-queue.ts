type Task = () => void;

/**
 * Works off tasks in a loop that is started once, as many a pool and batcher does: what it calls has
 * the context of whoever made the queue, not of whoever asked.
 */
export class BootQueue {
  readonly #tasks: Task[] = [];
  #wake: Task = () => {};

  constructor() {
    void this.#work();
  }

  run<T>(work: () => T): Promise<Awaited<T>> {
    return new Promise((resolve) => {
      this.#tasks.push(() => resolve(work() as Awaited<T>));
      this.#wake();
    });
  }

  async #work(): Promise<void> {
    for (;;) {
      await new Promise<void>((wake) => (this.#wake = wake));
      this.#tasks.splice(0).forEach((task) => task());
    }
  }
}
