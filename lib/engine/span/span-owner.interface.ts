import type { Context } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, Span } from '@opentelemetry/sdk-trace-node';
import type { ResolvedSpanLimits } from './span-limits.js';

/** What a span needs of the tracer that started it. */
export interface SpanOwner {
  readonly instrumentationScope: InstrumentationScope;
  readonly spanLimits: ResolvedSpanLimits;
  readonly pipeline: SpanListener;

  /** What becomes of the message and stack of an exception, and the description of a status. */
  redact(text: string): string;
}

/** Who is told of spans. */
export interface SpanListener {
  /** May be another one later, when options arrive after the first spans. */
  readonly resource: Resource;

  onStart(span: Span, parent: Context): void;
  onEnding(span: Span): void;
  onEnd(span: ReadableSpan): void;
}
