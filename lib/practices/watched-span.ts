import type { Advice } from './advice.js';
import type { LocalTrace } from './local-trace.js';
import type { SeenSpan } from './seen-span.interface.js';
import type { StartPlace } from './start-place.js';
import { FailuresBelow, isOfUsersWork } from './swallowed-errors.js';

/** What is known of one span; of one that has ended nothing but its trace. */
export class WatchedSpan {
  #span: SeenSpan | undefined;
  /** The span, when it was let go of. */
  #faint: WeakRef<SeenSpan> | undefined;
  #parent: WatchedSpan | undefined;
  #failures: FailuresBelow | undefined;
  #start: StartPlace | undefined;

  /** Whether an error has left its work, whether or not that is recorded. */
  hasThrown = false;

  constructor(
    readonly trace: LocalTrace,
    span: SeenSpan,
    parent: WatchedSpan | undefined,
    start: StartPlace,
  ) {
    this.#span = span;
    this.#parent = parent;
    this.#start = start;
  }

  /** Undefined when it has ended, or was let go of and nobody refers to it any more. */
  get span(): SeenSpan | undefined {
    return this.#span ?? this.#faint?.deref();
  }

  get start(): StartPlace | undefined {
    return this.#start;
  }

  /** Forgets what it was, so that no chain of spans stays in memory. */
  end(ended: SeenSpan, advice: Advice): void {
    this.#parent?.noteChild(ended);
    if (!this.hasThrown) {
      this.#failures?.judge(ended, advice);
    }
    this.forget();
  }

  /** Holds the span no longer, nor the stack of its start, which the span may be part of. */
  letGo(): void {
    this.#faint = this.#span && new WeakRef(this.#span);
    this.#span = undefined;
    this.#start = undefined;
  }

  forget(): void {
    this.#span = undefined;
    this.#faint = undefined;
    this.#parent = undefined;
    this.#failures = undefined;
    this.#start = undefined;
  }

  private noteChild(child: SeenSpan): void {
    const { span } = this;
    if (span !== undefined && isOfUsersWork(span)) {
      this.#failures ??= new FailuresBelow();
      this.#failures.note(child, span);
    }
  }
}
