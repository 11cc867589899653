import type { WriteStream } from 'node:tty';

const clearLine = '\r\u001b[2K';

/** Says what is going on: in one line a step, or in one line that is rewritten at each step. */
export class Progress {
  constructor(
    private readonly stream: WriteStream,
    private readonly isRewritten: boolean,
  ) {}

  step(text: string): void {
    this.stream.write(this.isRewritten ? `${clearLine}${this.#cut(text)}` : `${text}\n`);
  }

  /** Makes room for other output. */
  clear(): void {
    if (this.isRewritten) this.stream.write(clearLine);
  }

  /** A longer text would wrap, and a wrapped line cannot be rewritten. */
  #cut(text: string): string {
    return text.slice(0, (this.stream.columns || 80) - 1);
  }
}
