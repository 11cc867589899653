import { SpanKind } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import { practiceMessages } from '../errors/practice-messages.js';
import type { Advice } from './advice.js';
import { shapeOfName, startOfName } from './names/name-shape.js';
import type { SeenSpan } from './seen-span.interface.js';

/** Most names counted in one trace. */
const MAX_NAMES = 100;

/** What one request, message or other piece of work has done in this process. */
export class LocalTrace {
  readonly #counts = new Map<string, number>();
  readonly #root: SpanContext;
  readonly isRequest: boolean;
  #spans = 0;

  /** Readings of `performance.now()`. */
  readonly #beganAt = performance.now();
  #changedAt = this.#beganAt;
  #endedAt: number | undefined;
  #name = '';

  constructor(root: SeenSpan) {
    const { kind } = root;
    this.#root = root.spanContext();
    this.isRequest = kind === SpanKind.SERVER || kind === SpanKind.CONSUMER;
  }

  /** Of the span it began with, which is known when that has ended. */
  get name(): string {
    return this.#name;
  }

  /** Whether the span it began with has ended. */
  get isOver(): boolean {
    return this.#endedAt !== undefined;
  }

  isBegunBy(span: SeenSpan): boolean {
    return span.spanContext() === this.#root;
  }

  begin(): void {
    this.#spans += 1;
    this.#changedAt = performance.now();
  }

  end(span: SeenSpan): void {
    this.#changedAt = performance.now();
    if (this.isRequest && !this.isOver) {
      this.#countName(startOfName(span.name));
    }
  }

  /** The span it began with has ended. */
  finish(name: string, maxSpans: number, advice: Advice): void {
    this.#name = shapeOfName(name).text;
    this.#endedAt = performance.now();
    if (this.isRequest && this.#spans > maxSpans) {
      const most = this.#mostFrequent();
      advice.give('MANY_SPANS', this.#name, () =>
        practiceMessages.manySpans(this.#name, this.#spans, most),
      );
    }
    this.#counts.clear();
  }

  /** How long the span it began with has lasted. */
  get lastedMs(): number {
    return (this.#endedAt ?? performance.now()) - this.#beganAt;
  }

  /** How long nothing has begun or ended in it. */
  quietFor(now: number): number {
    return now - this.#changedAt;
  }

  overFor(now: number): number {
    return now - (this.#endedAt ?? now);
  }

  #countName(name: string): void {
    const count = this.#counts.get(name) ?? 0;
    if (count > 0 || this.#counts.size < MAX_NAMES) {
      this.#counts.set(name, count + 1);
    }
  }

  #mostFrequent(): { name: string; count: number } {
    const [name, count] = [...this.#counts].reduce((most, one) => (one[1] > most[1] ? one : most));
    return { name: shapeOfName(name).text, count };
  }
}
