import type { SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';

/** Spans by what they hang below. */
export interface Hanging {
  readonly tops: readonly ReadableSpan[];

  /** Those right below each that has any; a span comes before those below it. */
  readonly below: ReadonlyMap<ReadableSpan, readonly ReadableSpan[]>;
}

/**
 * Gives every span one place. Ids repeat where a test mocks Math.random(), so that a span may be
 * above itself: then it is a top.
 */
export function hangTogether(spans: readonly ReadableSpan[]): Hanging {
  const parents = parentsOf(spans);
  const children = groupByParent(parents);
  const placed = new Set<ReadableSpan>();
  const below = new Map<ReadableSpan, readonly ReadableSpan[]>();
  const hang = (top: ReadableSpan): void => {
    const branch = [top];
    placed.add(top);
    // Not by recursion: a chain may be longer than the stack is deep.
    for (const span of branch) {
      const found = (children.get(span) ?? []).filter((child) => !placed.has(child));
      if (found.length > 0) {
        below.set(span, found);
        found.forEach((child) => placed.add(child) && branch.push(child));
      }
    }
  };
  const tops = spans.filter((span) => !parents.has(span));
  tops.forEach(hang);
  for (const span of spans) {
    if (!placed.has(span)) {
      const top = oneOfItsCircle(span, parents);
      tops.push(top);
      hang(top);
    }
  }
  return { tops, below };
}

/** The parent of each span that has one here. */
function parentsOf(spans: readonly ReadableSpan[]): Map<ReadableSpan, ReadableSpan> {
  const known = new Map(spans.map((span) => [keyOf(span.spanContext()), span]));
  const parents = new Map<ReadableSpan, ReadableSpan>();
  for (const span of spans) {
    const parent = span.parentSpanContext && known.get(keyOf(span.parentSpanContext));
    if (parent !== undefined && parent !== span) {
      parents.set(span, parent);
    }
  }
  return parents;
}

function keyOf({ traceId, spanId }: SpanContext): string {
  return `${traceId} ${spanId}`;
}

function groupByParent(
  parents: ReadonlyMap<ReadableSpan, ReadableSpan>,
): Map<ReadableSpan, ReadableSpan[]> {
  const groups = new Map<ReadableSpan, ReadableSpan[]>();
  for (const [span, parent] of parents) {
    const group = groups.get(parent);
    if (group === undefined) {
      groups.set(parent, [span]);
    } else {
      group.push(span);
    }
  }
  return groups;
}

/** Above what no top is above, there is a circle. */
function oneOfItsCircle(
  span: ReadableSpan,
  parents: ReadonlyMap<ReadableSpan, ReadableSpan>,
): ReadableSpan {
  const passed = new Set<ReadableSpan>();
  let top = span;
  while (!passed.has(top)) {
    passed.add(top);
    top = parents.get(top)!;
  }
  return top;
}
