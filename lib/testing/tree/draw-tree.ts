import type { SpanKind, SpanStatusCode } from '@opentelemetry/api';

/** What of a span stands in the text of a tree. */
export interface Drawn {
  readonly name: string;
  readonly kind: keyof typeof SpanKind;
  readonly status: keyof typeof SpanStatusCode;
}

interface DrawnTree extends Drawn {
  readonly children: readonly DrawnTree[];
}

/** A span as it stands in the text of a tree, on one line whatever its name. */
export function titleOf({ kind, name, status }: Drawn): string {
  // Without a word in front of it, such a name would be no line, or the one for any others.
  const isWritten = kind !== 'INTERNAL' || ['', '...'].includes(name.trim());
  const failed = status === 'ERROR' ? ' ERROR' : '';
  return onOneLine(`${isWritten ? `${kind} ` : ''}${name}${failed}`);
}

/** As names are compared. */
export function onOneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

/** Spans with all below them, two blanks further in for each level. */
export function drawNodes(nodes: readonly DrawnTree[]): string {
  return nodes.flatMap((node) => [...linesOf(node)]).join('\n');
}

/** Sorted by their text. */
export function inOrder<T extends DrawnTree>(nodes: readonly T[]): T[] {
  return nodes.toSorted(compareLines);
}

/** No further than to the first line that differs, which most often is the first of all. */
function compareLines(one: DrawnTree, other: DrawnTree): number {
  const others = linesOf(other);
  for (const line of linesOf(one)) {
    const { value, done } = others.next();
    if (done === true || line !== value) {
      return done === true || line > value ? 1 : -1;
    }
  }
  return others.next().done === true ? 0 : -1;
}

/** From the top down, and not by recursion: a chain may be longer than the stack is deep. */
function* linesOf(top: DrawnTree): Generator<string, undefined> {
  const left = [{ node: top, depth: 0 }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node, depth } = next;
    yield '  '.repeat(depth) + titleOf(node);
    left.push(...node.children.map((child) => ({ node: child, depth: depth + 1 })).toReversed());
  }
  return undefined;
}

/** One span and those below it, two blanks further in. */
export function drawBranch(title: string, children: readonly string[]): string {
  return children.length === 0 ? title : `${title}\n${children.join('\n').replaceAll(/^/gm, '  ')}`;
}

/** Those at the same level, one below the other. */
export function drawSiblings(branches: readonly string[]): string {
  return branches.join('\n');
}
