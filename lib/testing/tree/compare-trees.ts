import type { AttributeValue } from '@opentelemetry/api';
import { drawBranch, drawNodes, drawSiblings, titleOf } from './draw-tree.js';
import type { ExpectedNode, ExpectedSiblings } from './expected-tree.js';
import { TreeMatching } from './match-trees.js';
import type { Equals } from './match-trees.js';
import type { SpanNode } from './span-tree.js';

/** Two trees as texts, the same where they match, which differ in as few lines as can be. */
export interface Drawings {
  readonly expected: string;
  readonly actual: string;
}

export interface Comparison {
  readonly isMatch: boolean;

  /** To show what is different. */
  readonly draw: () => Drawings;
}

/** Compares siblings in any order. */
export function compareTrees(
  expected: ExpectedSiblings,
  actual: readonly SpanNode[],
  equals: Equals,
): Comparison {
  const matching = new TreeMatching(equals);
  return {
    isMatch: matching.areMatched(expected, actual),
    draw: () => drawBoth(expected, actual, matching),
  };
}

/** In the order of what was expected; others last, or as `...`. */
function drawBoth(
  expected: ExpectedSiblings,
  actual: readonly SpanNode[],
  matching: TreeMatching,
): Drawings {
  const { counterparts, left } = counterpartsOf(expected, actual, matching);
  const drawn = expected.nodes.map((node) => {
    const counterpart = counterparts.get(node);
    return counterpart === undefined
      ? { expected: drawMissing(node), actual: [] }
      : drawAlike(node, counterpart, matching);
  });
  const others = expected.hasOthers ? ['...'] : [];
  const isMissing = counterparts.size < expected.nodes.length;
  return {
    expected: drawSiblings([...drawn.map((one) => one.expected), ...others]),
    actual: drawSiblings([
      ...drawn.flatMap((one) => one.actual),
      ...drawLeft(left, expected.hasOthers, isMissing),
      ...others,
    ]),
  };
}

/** The ones that match, else ones of the same title. */
function counterpartsOf(
  expected: ExpectedSiblings,
  actual: readonly SpanNode[],
  matching: TreeMatching,
): { counterparts: Map<ExpectedNode, SpanNode>; left: Set<SpanNode> } {
  const counterparts = new Map(matching.pairs(expected, actual));
  const matched = new Set(counterparts.values());
  const left = new Set(actual.filter((node) => !matched.has(node)));
  for (const node of expected.nodes.filter((one) => !counterparts.has(one))) {
    const namesake = [...left].find((one) => titleOf(one) === node.title);
    if (namesake !== undefined) {
      counterparts.set(node, namesake);
      left.delete(namesake);
    }
  }
  return { counterparts, left };
}

/** Where there may be others, they are of interest only as what a missing one may have been. */
function drawLeft(left: ReadonlySet<SpanNode>, mayBeThere: boolean, isMissing: boolean): string[] {
  if (!mayBeThere) {
    return [...left].map((node) => drawNodes([node]));
  }
  return isMissing ? [...left].map(titleOf) : [];
}

function drawMissing({ line, children }: ExpectedNode): string {
  return drawBranch(line, [
    ...children.nodes.map(drawMissing),
    ...(children.hasOthers ? ['...'] : []),
  ]);
}

/** Both with the attributes that were asked for. */
function drawAlike(
  expected: ExpectedNode,
  actual: SpanNode,
  matching: TreeMatching,
): { expected: string; actual: [string] } {
  const { title, attributes } = expected;
  const found = attributes && pick(actual.attributes, Object.keys(attributes));
  const below = drawBoth(expected.children, actual.children, matching);
  return {
    expected: drawBranch(withChecks(title, attributes), [below.expected].filter(Boolean)),
    actual: [drawBranch(withChecks(title, found), [below.actual].filter(Boolean))],
  };
}

type Checks = Readonly<Record<string, AttributeValue | undefined>>;

function pick(attributes: Checks, keys: readonly string[]): Checks {
  return Object.fromEntries(keys.map((key) => [key, attributes[key]]));
}

function withChecks(title: string, attributes: Checks | undefined): string {
  if (attributes === undefined) {
    return title;
  }
  const checks = Object.entries(attributes).map(
    ([key, value]) => `${drawKey(key)}: ${draw(value)}`,
  );
  return `${title} {${checks.join(', ')}}`;
}

function drawKey(key: string): string {
  return /^[^\s:,"{}]+$/.test(key) ? key : JSON.stringify(key);
}

/** As in JSON, but for what that has no word for. */
function draw(value: AttributeValue | undefined): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
