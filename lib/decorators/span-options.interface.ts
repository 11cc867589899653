import type { Attributes, Link, SpanKind } from '@opentelemetry/api';

/**
 * What `@Span()` can be told about the spans of a method.
 *
 * @publicApi
 */
export interface SpanDecoratorOptions {
  /**
   * Name of the spans. Keep it of low cardinality: put ids into attributes.
   * @default `Class.method`
   */
  name?: string;

  /** @default SpanKind.INTERNAL */
  kind?: SpanKind;

  /**
   * Attributes to start with: constant, or a function of the method's arguments. When that
   * function throws, the call goes on and its span has none of them.
   */
  attributes?: Attributes | ((...args: never[]) => Attributes | undefined);

  /**
   * Attributes taken from what the method returned, resolved, or emitted last. When it throws, the
   * caller's result is not affected.
   */
  onResult?: (result: never) => Attributes | undefined;

  /** Related spans: constant, or a function of the method's arguments. */
  links?: Link[] | ((...args: never[]) => Link[] | undefined);

  /**
   * Starts a new trace at each call instead of a child of the active span.
   * @default false
   */
  root?: boolean;

  /**
   * Whether an error that leaves the method is recorded and makes the span's status ERROR. A
   * function decides error by error.
   * @default true
   */
  recordException?: boolean | ((error: unknown) => boolean);
}
