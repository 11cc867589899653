import { context } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { contextOf } from '../../spans/context-of.js';
import { QuietSpan } from '../../spans/quiet-span.js';
import type { SpanDescription } from '../../spans/span-description.interface.js';
import { SpanLifetime } from '../../spans/span-lifetime.js';

/** The part of a middleware or interceptor that runs before what it stands before, or after it, in its span. */
export class LayerPart {
  readonly #span: QuietSpan;
  readonly #lifetime: SpanLifetime;
  readonly #active: Context;

  constructor(description: SpanDescription, outer: Context, minDurationMs: number) {
    this.#span = new QuietSpan(description, outer, minDurationMs);
    this.#lifetime = new SpanLifetime(this.#span, description);
    this.#active = contextOf(this.#span, outer);
  }

  get hasEnded(): boolean {
    return this.#lifetime.hasEnded;
  }

  /** Whether its context is the one that is active. */
  get isActive(): boolean {
    return context.active() === this.#active;
  }

  /** Whether a span started now would show below it: one that has vanished stands for its parent. */
  get isParent(): boolean {
    return this.#span.hasBegun && this.isActive;
  }

  run<A extends unknown[], R>(work: (...args: A) => R, self?: unknown, ...args: A): R {
    return context.with(this.#active, work, self, ...args);
  }

  end(): void {
    this.#lifetime.end();
  }

  fail(error: unknown): void {
    this.#lifetime.fail(error);
  }
}
