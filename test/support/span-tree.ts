import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { drawBranch, drawSiblings, titleOf } from '../../lib/testing/tree/draw-tree.js';
import { spanTree as treeOf } from '../../lib/testing/tree/span-tree.js';
import type { SpanNode } from '../../lib/testing/tree/span-tree.js';

/**
 * Spans as a tree to compare with `tree()`: the text of the test kit, without its mark of spans that
 * failed. New tests use `toMatchTrace()`, which shows the lines that differ.
 */
export function spanTree(spans: readonly ReadableSpan[]): string {
  return drawNodes(treeOf(spans).roots);
}

function drawNodes(nodes: readonly SpanNode[]): string {
  const drawn = nodes.map((node) => {
    const below = node.children.length === 0 ? [] : [drawNodes(node.children)];
    return drawBranch(titleOf({ ...node, status: 'UNSET' }), below);
  });
  return drawSiblings(drawn.toSorted());
}

/** A tree written in a template literal, in the order of `spanTree()` and without the margin. */
export function tree(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return drawSiblings(drawBlocks(lines));
}

/** Lines begin a block where they are indented no further than the first. */
function drawBlocks(lines: readonly string[]): string[] {
  const margin = lines[0]?.search(/\S/) ?? 0;
  const starts = lines.flatMap((line, index) => (line.search(/\S/) <= margin ? [index] : []));
  const blocks = starts.map((start, index) => {
    const [title = '', ...below] = lines.slice(start, starts[index + 1]);
    return drawBranch(title.trim(), drawBlocks(below));
  });
  return blocks.toSorted();
}
