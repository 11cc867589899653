import type { PracticeCode } from '../options/best-practices-options.interface.js';

/** What was seen, as `diagnostics()` tells it. */
export interface PracticeFinding {
  readonly code: PracticeCode;
  readonly message: string;
}

/** Most places told of for each code. */
const MAX_PLACES = 20;

/** What an application is told of its traces: once for each place, and of so many places. */
export class Advice {
  readonly #ignored: ReadonlySet<PracticeCode>;
  readonly #places = new Map<PracticeCode, Set<string>>();
  readonly #findings: PracticeFinding[] = [];
  #tell: ((finding: PracticeFinding) => void) | undefined;

  constructor(ignored: readonly PracticeCode[]) {
    this.#ignored = new Set(ignored);
  }

  /** All that was found so far, oldest first. */
  get findings(): readonly PracticeFinding[] {
    return [...this.#findings];
  }

  /** @param place what the finding is about, by which it is known to have been told */
  give(code: PracticeCode, place: string, describe: () => string): void {
    if (this.isNew(code, place)) {
      this.#remember(code, place);
      const finding = { code, message: describe() };
      this.#findings.push(finding);
      this.#tell?.(finding);
    }
  }

  /** Whether a finding about that place would be told. */
  isNew(code: PracticeCode, place: string): boolean {
    const places = this.#places.get(code);
    const isTold = places !== undefined && (places.has(place) || places.size >= MAX_PLACES);
    return !isTold && !this.#ignored.has(code);
  }

  /** Names who tells the user; what was found before is told now. */
  tellThrough(tell: (finding: PracticeFinding) => void): void {
    const untold = this.#tell === undefined ? this.#findings : [];
    this.#tell = tell;
    untold.forEach(tell);
  }

  #remember(code: PracticeCode, place: string): void {
    const places = this.#places.get(code) ?? new Set();
    this.#places.set(code, places.add(place));
  }
}
