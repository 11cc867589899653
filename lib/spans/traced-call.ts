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
   * Says that the work is still to come: the span of the synchronous part ends as soon as anything
   * needs it, be it a timer that part has left running, and otherwise waits to be the first one
   * opened.
   */
  defer(): void {
    this.#lazy.onceBegun(() => {
      this.#isLazyTaken = true;
      this.lifetime.end();
    });
  }

  /** Opens the span of one subscription, iteration or evaluation. */
  open(): { lifetime: SpanLifetime; context: Context } {
    const parent = this.#parentNow();
    const lifetime = this.#isLazyTaken ? this.#another(parent) : this.#first(parent);
    return { lifetime, context: trace.setSpan(parent, lifetime.span) };
  }

  /**
   * The context in which the work begins, as the work would see it untraced. Where no span is active
   * any more, the context of the call, so that the trace does not break in two.
   */
  #parentNow(): Context {
    const active = context.active();
    // Asking for its identity begins a span that is lazy too, which may be the one of this call.
    return trace.getSpanContext(active) === undefined ? this.#parent : active;
  }

  #first(parent: Context): SpanLifetime {
    this.#isLazyTaken = true;
    this.#lazy.restart(parent);
    this.#lazy.begin();
    return this.lifetime;
  }

  #another(parent: Context): SpanLifetime {
    const span = startSpan(this.description, parent);
    span.setAttributes(this.#lazy.attributesBeforeBegin ?? {});
    return new SpanLifetime(span, this.description);
  }
}
