import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { drawNodes, inOrder } from './draw-tree.js';
import { hangTogether } from './hang-together.js';

/** Names of OpenTelemetry's kinds of span. */
export type SpanKindName = keyof typeof SpanKind;

/** Names of OpenTelemetry's status codes. */
export type SpanStatusName = keyof typeof SpanStatusCode;

/**
 * A span with the spans below it.
 *
 * @publicApi
 */
export interface SpanNode {
  /** As it was when the span ended, `GET /orders/:id`. */
  readonly name: string;

  /** `'SERVER'`, `'CLIENT'` and so on. */
  readonly kind: SpanKindName;

  /** `'UNSET'`, `'OK'` or `'ERROR'`. */
  readonly status: SpanStatusName;

  /** By their keys, `http.response.status_code`. */
  readonly attributes: Attributes;

  /** Milliseconds, with a fraction; of a span that has not ended, NaN. */
  readonly durationMs: number;

  /** In the order in which `toString()` has them. */
  readonly children: readonly SpanNode[];
}

/**
 * Spans as they hang together.
 *
 * @publicApi
 */
export interface SpanTree {
  /** Spans whose parent is not among them, or which would be above themselves. */
  readonly roots: readonly SpanNode[];

  /**
   * One line a span, `SERVER GET /orders/:id`, with two blanks for each level. INTERNAL, the kind of
   * most spans, is left out, and a span that failed ends with ERROR; a span named `log ERROR` reads
   * as a `log` that failed. Siblings come in alphabetical order: many start in the same millisecond,
   * and those that run side by side start in any order.
   */
  toString(): string;
}

/**
 * The tree of some spans, as data and as text. A span that is listed twice is there once.
 *
 * @publicApi
 */
export function spanTree(spans: readonly ReadableSpan[]): SpanTree {
  const each = [...new Set(spans)];
  const { tops, below } = hangTogether(each);
  const nodes = new Map(each.map((span) => [span, nodeOf(span)]));
  const nodesOf = (some: readonly ReadableSpan[]) => some.map((span) => nodes.get(span)!);
  // From the bottom up, since siblings of one name come in the order of what is below them.
  for (const [span, children] of [...below].toReversed()) {
    nodes.get(span)!.children = inOrder(nodesOf(children));
  }
  const roots = inOrder(nodesOf(tops));
  return { roots, toString: () => drawNodes(roots) };
}

/** Without those below it. */
function nodeOf(span: ReadableSpan): SpanNode & { children: readonly SpanNode[] } {
  return {
    name: span.name,
    kind: SpanKind[span.kind] as SpanKindName,
    status: SpanStatusCode[span.status.code] as SpanStatusName,
    attributes: span.attributes,
    durationMs: span.ended ? span.duration[0] * 1_000 + span.duration[1] / 1_000_000 : NaN,
    children: [],
  };
}
