import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';

/**
 * Spans as a tree to compare with `tree()`: one line a span, `KIND name` (kinds other than
 * INTERNAL), two blanks for each level. Siblings come in alphabetical order, since many start in
 * the same millisecond, which is all the clock of the SDK tells.
 */
export function spanTree(spans: readonly ReadableSpan[]): string {
  const known = new Set(spans.map((span) => span.spanContext().spanId));
  const childrenOf = (parent: string | undefined) =>
    spans.filter(({ parentSpanContext: of }) =>
      parent === undefined ? !known.has(of?.spanId ?? '') : of?.spanId === parent,
    );
  const draw = (span: ReadableSpan): string =>
    drawNode(titleOf(span), childrenOf(span.spanContext().spanId).map(draw));
  return drawSiblings(childrenOf(undefined).map(draw));
}

/** A tree written in a template literal, in the order of `spanTree()` and without the margin. */
export function tree(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return drawSiblings(drawBlocks(lines));
}

function titleOf({ kind, name }: ReadableSpan): string {
  return kind === SpanKind.INTERNAL ? name : `${SpanKind[kind]} ${name}`;
}

/** Lines begin a block where they are indented no further than the first. */
function drawBlocks(lines: readonly string[]): string[] {
  const margin = lines[0]?.search(/\S/) ?? 0;
  const starts = lines.flatMap((line, index) => (line.search(/\S/) <= margin ? [index] : []));
  return starts.map((start, index) => {
    const [title = '', ...below] = lines.slice(start, starts[index + 1]);
    return drawNode(title.trim(), drawBlocks(below));
  });
}

function drawNode(title: string, children: readonly string[]): string {
  return children.length === 0
    ? title
    : `${title}\n${drawSiblings(children).replaceAll(/^/gm, '  ')}`;
}

function drawSiblings(blocks: readonly string[]): string {
  return blocks.toSorted().join('\n');
}
