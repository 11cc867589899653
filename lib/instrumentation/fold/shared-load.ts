import { trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';

/** One span for all who wait for the same thing: it ends with the last of them. */
export class SharedLoad {
  #waiting = 0;
  #hasFailed = false;

  constructor(
    private readonly span: Span,
    private readonly onEnd: () => void,
  ) {}

  /** The span as one of those who wait has it. */
  join(): Span {
    this.#waiting += 1;
    const share = trace.wrapSpanContext(this.span.spanContext());
    share.recordException = (error) => this.#recordOnce(error);
    share.setStatus = (status) => {
      this.span.setStatus(status);
      return share;
    };
    share.end = () => this.#leave();
    return share;
  }

  /** A batch that fails, fails for every key. */
  #recordOnce(error: Parameters<Span['recordException']>[0]): void {
    if (!this.#hasFailed) {
      this.#hasFailed = true;
      this.span.recordException(error);
    }
  }

  #leave(): void {
    this.#waiting -= 1;
    if (this.#waiting === 0) {
      this.onEnd();
      this.span.end();
    }
  }
}
