import { practiceMessages } from '../errors/practice-messages.js';
import type { Advice } from './advice.js';
import { judgeSafely } from './judge-safely.js';
import { shapeOfName } from './names/name-shape.js';
import type { WatchedSpan } from './watched-span.js';

/** Most spans followed; of those of one name the first is told of, so that it is seldom more. */
const MAX_SPANS = 1_000;

interface LeftSpan {
  readonly watched: WatchedSpan;
  readonly name: string;
  readonly place: string | undefined;
}

/**
 * Spans that were started by hand, and that nothing has happened around for a while. Whoever still
 * refers to one may yet end it, as a stream does when its client leaves; when it is collected as
 * garbage, that proves that nobody ever will.
 */
export class LeftSpans {
  readonly #left = new Map<WatchedSpan, LeftSpan>();
  readonly #registry = new FinalizationRegistry<LeftSpan>((left) =>
    judgeSafely(() => this.#judgeCollected(left)),
  );

  constructor(private readonly advice: Advice) {}

  add(watched: WatchedSpan): void {
    const { span, start } = watched;
    const { text: name } = shapeOfName(span?.name);
    if (span === undefined || !this.advice.isNew('SPAN_NEVER_ENDED', name)) {
      return;
    }
    if (this.#left.size >= MAX_SPANS) {
      this.#removeOldest();
    }
    const left = { watched, name, place: start?.place };
    watched.letGo();
    this.#left.set(watched, left);
    this.#registry.register(span, left, watched);
  }

  /** It has ended after all. */
  remove(watched: WatchedSpan): void {
    if (this.#left.delete(watched)) {
      this.#registry.unregister(watched);
    }
  }

  /** The application closes: nothing is exported any more, of these either. */
  judgeAll(isToHaveEnded: (watched: WatchedSpan) => boolean): void {
    for (const { watched, name, place } of this.#left.values()) {
      this.#registry.unregister(watched);
      const isCollected = watched.span === undefined;
      if (isCollected || isToHaveEnded(watched)) {
        this.advice.give('SPAN_NEVER_ENDED', name, () =>
          practiceMessages.neverEndedAtClose(name, place),
        );
      }
    }
    this.#left.clear();
  }

  #judgeCollected({ watched, name, place }: LeftSpan): void {
    if (this.#left.delete(watched)) {
      this.advice.give('SPAN_NEVER_ENDED', name, () => practiceMessages.neverEnded(name, place));
    }
  }

  #removeOldest(): void {
    const [oldest] = this.#left.keys();
    if (oldest !== undefined) {
      this.remove(oldest);
    }
  }
}
