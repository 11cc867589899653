import type { IncomingMessage } from 'node:http';
import type { HttpOptions } from '../../options/http-options.interface.js';
import { guarded } from '../../spans/guarded.js';
import { readTarget } from './request-target.js';

type IgnoreRules = NonNullable<HttpOptions['ignore']>;
type RequestTest = (request: IncomingMessage) => boolean;
type PathTest = (path: string) => boolean;

const WILDCARD = '/*';

/**
 * The rules of `http.ignore` as one question, in the order of what they cost: whole paths, then
 * beginnings, RegExps and functions.
 *
 * @returns undefined when nothing is ignored
 */
export function compileIgnore(rules: IgnoreRules = []): RequestTest | undefined {
  if (rules.length === 0) {
    return undefined;
  }
  const testPath = compilePaths(rules.filter((rule) => typeof rule !== 'function'));
  const functions = rules.filter((rule) => typeof rule === 'function');
  return (request) =>
    testPath(readTarget(request.url ?? '/').path) ||
    functions.some((rule) => guarded('a function of http.ignore', rule, request) === true);
}

function compilePaths(rules: readonly (string | RegExp)[]): PathTest {
  const texts = rules.filter((rule) => typeof rule === 'string').map(withLeadingSlash);
  const whole = new Set(texts.filter((text) => !text.endsWith(WILDCARD)));
  const beginnings = texts
    .filter((text) => text.endsWith(WILDCARD))
    .map((text) => text.slice(0, 1 - WILDCARD.length));
  // Copies, so that nobody else moves on what they remember, nor we what others do.
  const patterns = rules.filter((rule) => rule instanceof RegExp).map((rule) => new RegExp(rule));
  return (path) =>
    whole.has(path) ||
    beginnings.some((beginning) => path.startsWith(beginning)) ||
    patterns.some((pattern) => matches(pattern, path));
}

/** As Nest reads the paths of controllers. */
function withLeadingSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

/** With the flag `g` or `y` a RegExp goes on from its last match, and would miss every other request. */
function matches(pattern: RegExp, path: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(path);
}
