import { inspect } from 'node:util';

/** A span name without the ids in it. */
export interface NameShape {
  /** `place order {number}` for `place order 4711`; the name itself where it has no id. */
  readonly text: string;
  /** How many different names of this shape it takes to be sure of the ids; Infinity where it has none. */
  readonly proof: number;
}

/** Longer names are looked at so far. */
const MAX_LENGTH = 120;

/** What no span is called by on purpose. */
const IDS: readonly (readonly [pattern: RegExp, stand: string])[] = [
  // Not a version, as in `shop@1.2`, nor an address of git.
  [/(?<![\w.+-])(?!git@)[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[a-z]{2,63}(?![\w-]|\.\w)/gi, '{e-mail}'],
  [/(?<![\da-z])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\da-z])/gi, '{uuid}'],
  [/(?<![\da-z])(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{12,}(?![\da-z])/gi, '{hex}'],
  [/(?<![\dA-Za-z])(?=[A-Z]*\d)(?=\d*[A-Z])[\dA-HJKMNP-TV-Z]{26}(?![\dA-Za-z])/g, '{ulid}'],
];

/** One that stands alone, and is no part of a version: `order 4711`, `user_42`, not `v2` or `20.19`. */
const NUMBER = /(?<![\dA-Za-z.])\d+(?![\dA-Za-z]|\.\d)|(?<=[A-Za-z])\d{4,}(?![\dA-Za-z])/g;

/** Steps, shards and attempts are counted too, and there are few of them. */
const OF_LARGE_NUMBERS = 5;
const OF_SMALL_NUMBERS = 10;

/** @param name what JavaScript gave for one */
export function shapeOfName(name: unknown): NameShape {
  const start = startOfName(name);
  const withoutIds = IDS.reduce((text, [pattern, stand]) => text.replace(pattern, stand), start);
  const numbers = withoutIds.match(NUMBER) ?? [];
  const text = withoutIds.replace(NUMBER, '{number}');
  if (withoutIds !== start) {
    return { text, proof: 1 };
  }
  if (numbers.length === 0) {
    return { text, proof: Infinity };
  }
  const isLarge = numbers.some((digits) => digits.length > 2);
  return { text, proof: isLarge ? OF_LARGE_NUMBERS : OF_SMALL_NUMBERS };
}

/** As much of a name as is looked at and remembered; of an object, which may not become a text, its type. */
export function startOfName(name: unknown): string {
  const text = textOf(name);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
}

function textOf(name: unknown): string {
  if (typeof name === 'string') return name;
  const isObject = typeof name === 'function' || (typeof name === 'object' && name !== null);
  return isObject ? typeof name : inspect(name);
}
