import type { Attributes, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api';

/** What is looked at of a span: a part of what the SDKs let processors read. */
export interface SeenSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly events: readonly unknown[];
  readonly links: readonly unknown[];
  readonly instrumentationScope: { readonly name: string };
  spanContext(): SpanContext;
}
