import { inspect, types } from 'node:util';
import { testingMessages } from '../../errors/testing-messages.js';
import type { SpanKindName, SpanNode, SpanStatusName } from '../tree/span-tree.js';
import type { MatcherContext } from './matcher.interface.js';

/**
 * What a span is to be like; what is left out may be anything. Each value may be a matcher such as
 * `expect.stringContaining('orders')`.
 *
 * @publicApi
 */
export interface ExpectedSpan {
  /** The whole name, or what it has to match. */
  readonly name?: string | RegExp;

  /** `'SERVER'`, `'CLIENT'` and so on. */
  readonly kind?: SpanKindName;

  /** `'UNSET'`, `'OK'` or `'ERROR'`. */
  readonly status?: SpanStatusName;

  /** Some of its attributes; a value may be a matcher such as `expect.any(String)`. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** What is claimed of one span. */
export interface Claim {
  /** To be shown. */
  readonly wanted: object;
  readonly isIt: (node: SpanNode) => boolean;

  /** Whether a span is near enough to show what it has instead. */
  readonly hasName: (node: SpanNode) => boolean;
}

type Equals = MatcherContext['equals'];

const PARTS: readonly string[] = ['name', 'kind', 'status', 'attributes'];

/** @throws TypeError for what claims nothing, so that any span would do */
export function claimOf(expected: string | RegExp | ExpectedSpan, equals: Equals): Claim {
  if (isMatcher(expected)) {
    return { wanted: expected, isIt: (node) => equals(node, expected), hasName: () => false };
  }
  const wanted: ExpectedSpan =
    typeof expected === 'string' || types.isRegExp(expected) ? { name: expected } : expected;
  refuseOthers(wanted);
  const { name, kind, status, attributes = {} } = wanted;
  const hasName = (node: SpanNode): boolean =>
    // Unlike test(), it begins at the start whatever a RegExp with the flag g or y has found before.
    types.isRegExp(name) ? node.name.search(name) >= 0 : isLike(node.name, name, equals);
  const isIt = (node: SpanNode): boolean =>
    hasName(node) &&
    isLike(node.kind, kind, equals) &&
    isLike(node.status, status, equals) &&
    hasAttributes(node, attributes, equals);
  return { wanted, isIt, hasName };
}

function refuseOthers(wanted: unknown): void {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) {
    throw new TypeError(testingMessages.noExpectedSpan(inspect(wanted, { depth: 0 })));
  }
  const others = Object.keys(wanted).filter((key) => !PARTS.includes(key));
  if (others.length > 0) {
    throw new TypeError(testingMessages.unknownParts(others));
  }
}

/** One of the runner's own, such as `expect.any(String)`. */
function isMatcher(value: unknown): value is object {
  return (
    typeof (value as { asymmetricMatch?: unknown } | null | undefined)?.asymmetricMatch ===
    'function'
  );
}

function isLike(actual: unknown, wanted: unknown, equals: Equals): boolean {
  return wanted === undefined || equals(actual, wanted);
}

function hasAttributes({ attributes }: SpanNode, wanted: object, equals: Equals): boolean {
  return isMatcher(wanted)
    ? equals(attributes, wanted)
    : Object.entries(wanted).every(([key, value]) => equals(attributes[key], value));
}
