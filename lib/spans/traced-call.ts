import { context, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { LazySpan } from './lazy-span.js';
import type { SpanDescription } from './span-description.interface.js';
import { SpanLifetime } from './span-lifetime.js';
import { startSpan } from './start-span.js';

/**
 * One traced call whose kind of result is not known beforehand. Its synchronous part runs below a
 * lazy span; what the result does later (a subscription, an iteration) opens a span of its own.
 */
export class TracedCall {
  readonly #parent = context.active();
  readonly #lazy: LazySpan;
  #isLazyTaken = false;

  /** Ends the span of the synchronous part. */
  readonly lifetime: SpanLifetime;

  constructor(private readonly description: SpanDescription) {
    this.#lazy = new LazySpan(description, this.#parent);
    this.lifetime = new SpanLifetime(this.#lazy, description);
  }

  get span(): LazySpan {
    return this.#lazy;
  }

  /** Context of the synchronous part. */
  get context(): Context {
    return trace.setSpan(this.#parent, this.#lazy);
  }

  /**
   * Says that the work is still to come: the span of the synchronous part ends if something needed
   * it meanwhile, and otherwise waits to be the first one opened.
   */
  defer(): void {
    if (this.#lazy.begun) {
      this.#isLazyTaken = true;
      this.lifetime.end();
    }
  }

  /** Opens the span of one subscription, iteration or evaluation. */
  open(): { lifetime: SpanLifetime; context: Context } {
    const lifetime = this.#isLazyTaken ? this.#another() : this.#first();
    return { lifetime, context: trace.setSpan(this.#parent, lifetime.span) };
  }

  #first(): SpanLifetime {
    this.#isLazyTaken = true;
    this.#lazy.restart();
    this.#lazy.begin();
    return this.lifetime;
  }

  #another(): SpanLifetime {
    const span = startSpan(this.description, this.#parent);
    span.setAttributes(this.#lazy.attributesBeforeBegin ?? {});
    return new SpanLifetime(span, this.description);
  }
}
