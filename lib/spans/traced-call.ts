import { context, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { contextOf } from './context-of.js';
import { entrySpanIn } from './entry-span.js';
import type { LazySpan } from './lazy-span.js';
import { SpanLifetime } from './span-lifetime.js';
import { startSpan } from './start-span.js';

/**
 * One traced call whose work is still to come when it has returned. Its synchronous part ran below
 * a lazy span; what the result does later (a subscription, an iteration) opens a span of its own.
 */
export class TracedCall {
  readonly #lazy: LazySpan;
  readonly #lifetime: SpanLifetime;
  #isLazyTaken = false;

  constructor(lazy: LazySpan) {
    this.#lazy = lazy;
    this.#lifetime = new SpanLifetime(lazy, lazy.description);
  }

  /**
   * Has the span of the synchronous part end as soon as anything needs it, be it a timer that part
   * has left running; otherwise it waits to be the first one opened.
   */
  defer(): void {
    this.#lazy.onceBegun(() => {
      this.#isLazyTaken = true;
      this.#lifetime.end();
    });
  }

  /** Opens the span of one subscription, iteration or evaluation. */
  open(): { lifetime: SpanLifetime; context: Context } {
    const parent = this.#parentNow();
    const lifetime = this.#isLazyTaken ? this.#another(parent) : this.#first(parent);
    if (this.#lazy.description.endsWithEntry === true) {
      entrySpanIn(parent)?.beforeEnd?.(() => lifetime.end());
    }
    return { lifetime, context: contextOf(lifetime.span, parent) };
  }

  /**
   * The context in which the work begins, as the work would see it untraced. Where no span is active
   * any more, the context of the call, so that the trace does not break in two.
   */
  #parentNow(): Context {
    const active = context.active();
    // Asking for its identity begins a span that is lazy too, which may be the one of this call.
    return trace.getSpanContext(active) === undefined ? this.#lazy.parent : active;
  }

  #first(parent: Context): SpanLifetime {
    this.#isLazyTaken = true;
    this.#lazy.beginIn(parent);
    return this.#lifetime;
  }

  #another(parent: Context): SpanLifetime {
    const { description, attributesBeforeBegin = {} } = this.#lazy;
    const span = startSpan(description, parent);
    span.setAttributes(attributesBeforeBegin);
    return new SpanLifetime(span, description);
  }
}
