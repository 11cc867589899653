import type { TraceSpan } from './trace-span.interface.js';

/** One line of a printed trace: a span, and the branches drawn before its name. */
export interface TreeLine {
  readonly span: TraceSpan;
  readonly branches: string;
}

/**
 * Orders the spans of a trace as a tree, depth first, siblings by start time. A span whose parent
 * is not among them stands at the top: its parent is in another process, or was not recorded.
 */
export function layOutTree(spans: readonly TraceSpan[]): TreeLine[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const childrenOf = new Map<string | undefined, TraceSpan[]>();
  for (const span of spans.toSorted((a, b) => a.startTimeMs - b.startTimeMs)) {
    const parent = known.has(span.parentSpanId ?? '') ? span.parentSpanId : undefined;
    const siblings = childrenOf.get(parent);
    if (siblings === undefined) {
      childrenOf.set(parent, [span]);
    } else {
      siblings.push(span);
    }
  }
  return (childrenOf.get(undefined) ?? []).flatMap((root) => [
    { span: root, branches: '' },
    ...layOutChildren(root, '', childrenOf),
  ]);
}

function layOutChildren(
  parent: TraceSpan,
  indent: string,
  childrenOf: ReadonlyMap<string | undefined, TraceSpan[]>,
): TreeLine[] {
  const children = childrenOf.get(parent.spanId) ?? [];
  return children.flatMap((span, index) => {
    const isLast = index === children.length - 1;
    return [
      { span, branches: `${indent}${isLast ? '└─ ' : '├─ '}` },
      ...layOutChildren(span, `${indent}${isLast ? '   ' : '│  '}`, childrenOf),
    ];
  });
}
