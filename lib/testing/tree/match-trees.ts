import type { ExpectedNode, ExpectedSiblings } from './expected-tree.js';
import { titleOf } from './draw-tree.js';
import { pairUp } from './pair-up.js';
import type { SpanNode } from './span-tree.js';

/** Whether two values of an attribute are the same, as the runner compares values. */
export type Equals = (actual: unknown, expected: unknown) => boolean;

/** Expected spans, with the actual ones that they match, each to itself. */
export type Pairs = ReadonlyMap<ExpectedNode, SpanNode>;

/** Finds who matches whom, siblings in any order, and keeps that for who draws the differences. */
export class TreeMatching {
  readonly #known = new Map<ExpectedSiblings, Map<readonly SpanNode[], Pairs>>();

  constructor(private readonly equals: Equals) {}

  areMatched(expected: ExpectedSiblings, actual: readonly SpanNode[]): boolean {
    const { nodes, hasOthers } = expected;
    return (
      (hasOthers || nodes.length === actual.length) &&
      (nodes.length === 0 || this.pairs(expected, actual).size === nodes.length)
    );
  }

  /** As many as can be at once. */
  pairs(expected: ExpectedSiblings, actual: readonly SpanNode[]): Pairs {
    const known = this.#known.get(expected) ?? new Map<readonly SpanNode[], Pairs>();
    this.#known.set(expected, known);
    const pairs = known.get(actual) ?? this.#pair(expected, actual);
    known.set(actual, pairs);
    return pairs;
  }

  #pair({ nodes }: ExpectedSiblings, actual: readonly SpanNode[]): Pairs {
    const titled = actual.map((node) => ({ node, title: titleOf(node) }));
    const candidates = nodes.map((one) => {
      const found = titled.filter(
        ({ node, title }) => title === one.title && this.#isLike(one, node),
      );
      return [one, found.map(({ node }) => node)] as const;
    });
    return pairUp(new Map(candidates));
  }

  #isLike({ attributes = {}, children }: ExpectedNode, actual: SpanNode): boolean {
    return (
      Object.entries(attributes).every(([key, value]) =>
        this.equals(actual.attributes[key], value),
      ) && this.areMatched(children, actual.children)
    );
  }
}
