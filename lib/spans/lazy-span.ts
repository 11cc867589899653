import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import type {
  AttributeValue,
  Attributes,
  Context,
  Exception,
  Link,
  Span,
  SpanContext,
  SpanStatus,
  TimeInput,
} from '@opentelemetry/api';
import { SPAN_BEHIND } from '../tracing.internal-constants.js';
import type { SpanDescription } from './span-description.interface.js';
import { currentTracer } from './tracer.js';

/**
 * Stands in the context for a span that may turn out not to be needed. It becomes a real span,
 * with the start time of its creation, the moment anything asks for its identity: a child span, an
 * outgoing header, a log line, an event. Attributes alone are kept until then.
 *
 * A method that returns an Observable nobody subscribes to has done nothing, so its lazy span is
 * dropped without a trace of it: not exported, not even started.
 */
export class LazySpan implements Span {
  #parent: Context;
  /** Reading of `performance.now()`, which a tracer tells from a time of day. */
  #startedAt = performance.now();
  #attributes: Attributes | undefined;
  #span: Span | undefined;
  #onBegun: (() => void) | undefined;
  #hasVanished = false;

  constructor(
    readonly description: SpanDescription,
    parent: Context,
  ) {
    this.#parent = parent;
  }

  /** The context it is to begin in. */
  get parent(): Context {
    return this.#parent;
  }

  /** What was set on the span before it began, for other spans of the same call. */
  get attributesBeforeBegin(): Attributes | undefined {
    return this.#attributes;
  }

  /** Whether there is a real span. */
  get hasBegun(): boolean {
    return this.#span !== undefined;
  }

  /** Calls back when the real span exists, which may be at once. A restart calls that off. */
  onceBegun(callback: () => void): void {
    if (this.#span === undefined) {
      this.#onBegun = callback;
    } else {
      callback();
    }
  }

  /** Begins a span that has not begun here and now: its work starts here. */
  beginIn(parent: Context): void {
    this.moveTo(parent);
    this.begin();
  }

  /** The real span, started now if it was not yet. */
  begin(): Span {
    if (this.#span === undefined) {
      this.#span = this.#hasVanished ? spanInPlaceOf(this.#parent) : this.#start();
      if (this.#attributes !== undefined) {
        this.#span.setAttributes(this.#attributes);
      }
      this.#onBegun?.();
    }
    return this.#span;
  }

  /** For a tracer, which would otherwise know the parent of a span by its ids alone. */
  [SPAN_BEHIND](): Span | undefined {
    return this.#hasVanished && this.#span === undefined
      ? trace.getSpan(this.#parent)
      : this.begin();
  }

  spanContext(): SpanContext {
    return this.begin().spanContext();
  }

  isRecording(): boolean {
    return this.begin().isRecording();
  }

  setAttribute(key: string, value: AttributeValue): this {
    return this.setAttributes({ [key]: value });
  }

  setAttributes(attributes: Attributes): this {
    if (this.#span === undefined) {
      this.#attributes = { ...this.#attributes, ...attributes };
    } else {
      this.#span.setAttributes(attributes);
    }
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    this.begin().addEvent(name, attributesOrTime, time);
    return this;
  }

  addLink(link: Link): this {
    this.begin().addLink(link);
    return this;
  }

  addLinks(links: Link[]): this {
    this.begin().addLinks(links);
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.begin().setStatus(status);
    return this;
  }

  updateName(name: string): this {
    this.begin().updateName(name);
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.begin().recordException(exception, time);
  }

  end(endTime?: TimeInput): void {
    // A span given its start time measures its end by the wall clock, in whole milliseconds, unless told.
    this.begin().end(endTime ?? performance.now());
  }

  /** Moves a span that has not begun to here and now. */
  protected moveTo(parent: Context): void {
    this.#parent = parent;
    this.#startedAt = performance.now();
    this.#onBegun = undefined;
  }

  /** Whether it has to be told of, for what happened in it or because it lasted so long. */
  protected isWorthTelling(endTime: number, minDurationMs: number): boolean {
    return (
      this.#span !== undefined ||
      this.#attributes !== undefined ||
      endTime - this.#startedAt >= minDurationMs
    );
  }

  /** Ends it as if it had never been: spans that start in its context later are its parent's. */
  protected vanish(): void {
    this.#hasVanished = true;
  }

  #start(): Span {
    const { name, kind, attributes, links, root } = this.description;
    const options = { kind, attributes, links, root, startTime: this.#startedAt };
    return currentTracer().startSpan(name, options, this.#parent);
  }
}

function spanInPlaceOf(parent: Context): Span {
  return trace.wrapSpanContext(trace.getSpanContext(parent) ?? INVALID_SPAN_CONTEXT);
}
