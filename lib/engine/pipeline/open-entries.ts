import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan, Span } from '@opentelemetry/sdk-trace-node';

/** Those that a wait is for have begun before it. */
interface Wait {
  readonly later: WeakSet<object>;
  left: number;
  readonly settle: () => void;
}

/**
 * The recorded requests and messages that are being worked on. Other spans are not counted: one
 * that nobody ends would otherwise hold up the end of the process.
 */
export class OpenEntries {
  #open = 0;
  #wait: Wait | undefined;

  add(span: Span): void {
    if (isEntry(span)) {
      this.#open += 1;
      this.#wait?.later.add(span);
    }
  }

  remove(span: ReadableSpan): void {
    if (isEntry(span)) {
      this.#open -= 1;
      if (this.#wait !== undefined && !this.#wait.later.has(span)) {
        this.#wait.left -= 1;
        this.#settle(this.#wait);
      }
    }
  }

  /** Resolves when those that are open now have ended. To be called once at a time. */
  settled(): Promise<void> {
    return new Promise((settle) => {
      this.#wait = { later: new WeakSet(), left: this.#open, settle };
      this.#settle(this.#wait);
    });
  }

  #settle({ left, settle }: Wait): void {
    if (left <= 0) {
      this.#wait = undefined;
      settle();
    }
  }
}

function isEntry({ kind }: ReadableSpan): boolean {
  return kind === SpanKind.SERVER || kind === SpanKind.CONSUMER;
}
