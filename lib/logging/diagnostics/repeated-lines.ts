/** Between two equal lines. */
const QUIET_MS = 60_000;

/** Most lines remembered, the latest. */
const MAX_LINES = 200;

/** Ids in hexadecimal, in which otherwise equal lines differ. */
const IDS = /\b[\da-f]{16,32}\b/gi;

/** Lets a line pass the first time, and when it comes again at most once a minute, with a count. */
export class RepeatedLines {
  readonly #told = new Map<string, { at: number; unsaid: number }>();

  /** @returns what to write; undefined for nothing */
  pass(line: string, now = performance.now()): string | undefined {
    const key = line.replace(IDS, '');
    const told = this.#told.get(key);
    if (told !== undefined && now - told.at < QUIET_MS) {
      told.unsaid += 1;
      return undefined;
    }
    this.#remember(key, now);
    return told === undefined || told.unsaid === 0
      ? line
      : `${line} (and ${told.unsaid} times more since it was last said)`;
  }

  #remember(key: string, now: number): void {
    this.#told.delete(key);
    this.#told.set(key, { at: now, unsaid: 0 });
    const [oldest] = this.#told.keys();
    if (this.#told.size > MAX_LINES && oldest !== undefined) {
      this.#told.delete(oldest);
    }
  }
}
