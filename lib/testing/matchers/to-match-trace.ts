import { compareTrees } from '../tree/compare-trees.js';
import type { Drawings } from '../tree/compare-trees.js';
import { parseTree } from '../tree/expected-tree.js';
import { spanTree } from '../tree/span-tree.js';
import type { MatcherContext, MatcherResult } from './matcher.interface.js';
import { spansOf } from './spans-of.js';

export function toMatchTrace(this: MatcherContext, source: unknown, tree: string): MatcherResult {
  // Both runners call a matcher with their tools as `this`.
  // oxlint-disable-next-line oxc/no-this-in-exported-function
  const { equals, utils } = this;
  const actual = spanTree(spansOf(source, 'toMatchTrace'));
  const titles = new Set(
    actual
      .toString()
      .split('\n')
      .map((line) => line.trim()),
  );
  const { isMatch, draw } = compareTrees(parseTree(tree, titles), actual.roots, equals);
  return { pass: isMatch, message: () => describe(isMatch, draw(), utils) };
}

function describe(isMatch: boolean, drawn: Drawings, { diff }: MatcherContext['utils']): string {
  return isMatch
    ? `expected spans not to match the tree\n${drawn.expected}`
    : `expected spans to match the tree\n${diff(drawn.expected, drawn.actual) ?? ''}`;
}
