import type { SampledRequest } from '../../tracing.internal-constants.js';
import type { RootDecision } from './root-decision.interface.js';

type Pattern = string | RegExp;

/** For which traces a decision is; what is undefined does not matter. */
export interface SamplingRuleOptions {
  readonly path: Pattern | undefined;
  readonly method: string | undefined;
  readonly name: Pattern | undefined;
}

/** A decision about some of the traces that begin here. */
export class SamplingRule {
  private readonly path: Pattern | undefined;
  private readonly method: string | undefined;
  private readonly name: Pattern | undefined;

  constructor(
    { path, method, name }: SamplingRuleOptions,
    readonly decision: RootDecision,
  ) {
    this.path = path;
    this.method = method;
    this.name = name;
  }

  get looksAtRequest(): boolean {
    return this.path !== undefined || this.method !== undefined;
  }

  matches(name: string, request: SampledRequest | undefined): boolean {
    if (this.name !== undefined && !isMatch(name, this.name)) {
      return false;
    }
    if (this.method !== undefined && request?.method !== this.method) {
      return false;
    }
    return this.path === undefined || (request !== undefined && isPath(request.path, this.path));
  }
}

function isMatch(text: string, pattern: Pattern): boolean {
  // Unlike `test()`, `search()` pays no regard to where a match with the flag `g` has ended.
  return typeof pattern === 'string' ? text === pattern : text.search(pattern) >= 0;
}

function isPath(path: string, pattern: Pattern): boolean {
  return isMatch(path, pattern) || (typeof pattern === 'string' && path === `${pattern}/`);
}
