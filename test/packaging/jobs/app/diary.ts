import { EventEmitter, once } from 'node:events';
import { Injectable } from '@nestjs/common';

const patienceMs = 10_000;

/** What has been done, by whomever. */
@Injectable()
export class Diary {
  readonly entries: string[] = [];
  readonly #written = new EventEmitter();

  write(entry: string): void {
    this.entries.push(entry);
    this.#written.emit('entry');
  }

  /** Waits until it is written there. */
  async holds(entry: string): Promise<string> {
    const signal = AbortSignal.timeout(patienceMs);
    while (!this.entries.includes(entry)) {
      await once(this.#written, 'entry', { signal });
    }
    return entry;
  }
}
