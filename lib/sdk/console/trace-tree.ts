import type { TraceSpan } from './trace-span.interface.js';

/** One line of a printed trace: a span, and the branches drawn before its name. */
export interface TreeLine {
  readonly span: TraceSpan;
  readonly branches: string;
}

/**
 * Orders the spans of a trace as a tree, depth first, siblings by start time. A span whose parent
 * is not among them stands at the top: its parent is in another process, or was not recorded. Each
 * is there once, also where parents form a circle, which only a broken sender makes.
 */
export function layOutTree(spans: readonly TraceSpan[]): TreeLine[] {
  const ordered = spans.toSorted((a, b) => a.startTimeMs - b.startTimeMs);
  const childrenOf = byParent(ordered);
  const lines: TreeLine[] = [];
  const drawn = new Set<TraceSpan>();
  const draw = (span: TraceSpan, branches: string, indent: string): void => {
    if (drawn.has(span)) {
      return;
    }
    drawn.add(span);
    lines.push({ span, branches });
    const children = childrenOf.get(span.spanId) ?? [];
    children.forEach((child, index) => {
      const isLast = index === children.length - 1;
      draw(child, `${indent}${isLast ? '└─ ' : '├─ '}`, `${indent}${isLast ? '   ' : '│  '}`);
    });
  };
  const roots = childrenOf.get(undefined) ?? [];
  [...roots, ...ordered].forEach((span) => draw(span, '', ''));
  return lines;
}

function byParent(spans: readonly TraceSpan[]): Map<string | undefined, TraceSpan[]> {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const childrenOf = new Map<string | undefined, TraceSpan[]>();
  for (const span of spans) {
    const parent = known.has(span.parentSpanId ?? '') ? span.parentSpanId : undefined;
    const siblings = childrenOf.get(parent);
    if (siblings === undefined) {
      childrenOf.set(parent, [span]);
    } else {
      siblings.push(span);
    }
  }
  return childrenOf;
}
