import type { Context } from '@opentelemetry/api';
import { LazySpan } from './lazy-span.js';
import type { SpanDescription } from './span-description.interface.js';

/**
 * A lazy span that vanishes at its end where nothing asked for it, nothing was set on it and it was
 * short: for work that mostly says nothing, such as a guard.
 */
export class QuietSpan extends LazySpan {
  /** @param minDurationMs how long it must last to be told of all the same */
  constructor(
    description: SpanDescription,
    parent: Context,
    private readonly minDurationMs: number,
  ) {
    super(description, parent);
  }

  /** It waits to be asked for, wherever its work starts. */
  override beginIn(parent: Context): void {
    this.moveTo(parent);
  }

  override end(): void {
    const endTime = performance.now();
    if (this.isWorthTelling(endTime, this.minDurationMs)) {
      super.end(endTime);
    } else {
      this.vanish();
    }
  }
}
