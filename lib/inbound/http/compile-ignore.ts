import type { IncomingMessage } from 'node:http';
import type { HttpOptions } from '../../options/http-options.interface.js';
import { guardedHook } from '../../spans/guarded.js';
import { matchesPattern } from '../../spans/matches-pattern.js';
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
    functions.some((rule) => guardedHook('a function of http.ignore', rule, request) === true);
}

function compilePaths(rules: readonly (string | RegExp)[]): PathTest {
  const texts = rules.filter((rule) => typeof rule === 'string').map(withLeadingSlash);
  const whole = new Set(texts.filter((text) => !text.endsWith(WILDCARD)));
  const beginnings = texts
    .filter((text) => text.endsWith(WILDCARD))
    .map((text) => text.slice(0, 1 - WILDCARD.length));
  const patterns = rules.filter((rule) => rule instanceof RegExp);
  return (path) =>
    whole.has(path) ||
    beginnings.some((beginning) => path.startsWith(beginning)) ||
    patterns.some((pattern) => matchesPattern(path, pattern));
}

/** As Nest reads the paths of controllers. */
function withLeadingSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
