import { inspect } from 'node:util';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { spanTree } from '../tree/span-tree.js';
import type { SpanNode } from '../tree/span-tree.js';
import { claimOf } from './expected-span.js';
import type { ExpectedSpan } from './expected-span.js';
import type { MatcherContext, MatcherResult } from './matcher.interface.js';
import { spansOf } from './spans-of.js';

export function toHaveSpan(
  this: MatcherContext,
  source: unknown,
  expected: string | RegExp | ExpectedSpan,
): MatcherResult {
  const spans = spansOf(source, 'toHaveSpan');
  // Both runners call a matcher with their tools as `this`.
  // oxlint-disable-next-line oxc/no-this-in-exported-function
  const { wanted, isIt, hasName } = claimOf(expected, this.equals);
  const nodes = spans.map(nodeOf);
  const pass = nodes.some(isIt);
  const near = pass ? [] : nodes.filter(hasName);
  return { pass, message: () => describe(pass, wanted, spans, near) };
}

/** Without those below it. */
function nodeOf(span: ReadableSpan): SpanNode {
  return spanTree([span]).roots[0]!;
}

function describe(
  pass: boolean,
  wanted: object,
  spans: readonly ReadableSpan[],
  near: readonly SpanNode[],
): string {
  return [
    `expected ${pass ? 'no' : 'a'} span like ${inspect(wanted, { depth: 4 })}`,
    ...near.map((node) => `of that name there is ${inspect(factsOf(node), { depth: 4 })}`),
    spans.length === 0 ? 'There are no spans.' : `There are:\n${spanTree(spans).toString()}`,
  ].join('\n');
}

function factsOf({ kind, status, attributes }: SpanNode): object {
  return { kind, status, attributes };
}
