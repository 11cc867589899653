import { practiceMessages } from '../errors/practice-messages.js';
import type { Advice } from './advice.js';
import { LeftSpans } from './left-spans.js';
import { shapeOfName, startOfName } from './names/name-shape.js';
import type { WatchedSpan } from './watched-span.js';

/** Most open spans held. */
const MAX_SPANS = 5_000;

/**
 * The spans that have not ended, to tell of those that never will. Spans of ours and of libraries
 * end with their work, which may go on after the request, as a stream does, so that only those
 * started by hand are told of.
 */
export class OpenSpans {
  readonly #open = new Set<WatchedSpan>();
  readonly #left: LeftSpans;

  constructor(
    private readonly advice: Advice,
    private readonly patienceMs: number,
  ) {
    this.#left = new LeftSpans(advice);
  }

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  add(span: WatchedSpan): void {
    if (this.#open.size >= MAX_SPANS) {
      this.#letGoOfOldest();
    }
    this.#open.add(span);
  }

  remove(span: WatchedSpan): void {
    this.#open.delete(span);
    this.#left.remove(span);
  }

  /** Holds those no longer around which nothing has happened for so long. */
  letGoOfQuiet(): void {
    const now = performance.now();
    for (const watched of this.#open) {
      if (watched.trace.quietFor(now) >= this.patienceMs) {
        this.#letGo(watched);
      }
    }
  }

  /** Tells of those that are open when the application closes, but for work that is interrupted by that. */
  judgeAll(): void {
    const open = [...this.#open];
    this.#open.clear();
    this.#left.judgeAll(isToHaveEnded);
    for (const watched of open) {
      if (isByHand(watched) && isToHaveEnded(watched)) {
        this.#tell(watched);
      }
    }
  }

  #letGo(watched: WatchedSpan): void {
    this.#open.delete(watched);
    if (isByHand(watched)) {
      this.#left.add(watched);
    }
  }

  #letGoOfOldest(): void {
    const [oldest] = this.#open;
    if (oldest !== undefined) {
      this.#letGo(oldest);
    }
  }

  #tell({ span, start }: WatchedSpan): void {
    const { text } = shapeOfName(span?.name);
    this.advice.give('SPAN_NEVER_ENDED', text, () =>
      practiceMessages.neverEndedAtClose(text, start?.place),
    );
  }
}

/** Whether its work is over, or began by hand; requests and jobs may be interrupted in the middle. */
function isToHaveEnded({ trace, span }: WatchedSpan): boolean {
  return trace.isOver || (span !== undefined && !trace.isRequest && trace.isBegunBy(span));
}

function isByHand({ span, start }: WatchedSpan): boolean {
  const scope = startOfName(span?.instrumentationScope.name ?? '');
  return start?.isOfOurs === false && !scope.startsWith('@opentelemetry/instrumentation-');
}
