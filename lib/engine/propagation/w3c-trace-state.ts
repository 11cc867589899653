import type { TraceState } from '@opentelemetry/api';

const MAX_MEMBERS = 32;

/** Characters in all: as many as everybody has to pass on, and no more to pay for on each request. */
const MAX_LENGTH = 512;

/** Members longer than this are the first to go. */
const LARGE_MEMBER = 128;

const KEY = '[a-z\\d][a-z\\d_\\-*/@]{0,255}';
const VALUE = '[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]';
const MEMBER = new RegExp(`^[ \\t]*(${KEY})=(${VALUE})[ \\t]*$`);
const BLANK = /^[ \t]*$/;

/** Values by key, in the order of the header. */
type Members = ReadonlyMap<string, string>;

const NONE: Members = new Map();

/**
 * What other tracing systems have written about a trace: passed on as it came, newest first, up to
 * 32 members and 512 characters. A header that is malformed, or has more members, says nothing.
 *
 * @see https://www.w3.org/TR/trace-context-2/#tracestate-header
 */
export class W3cTraceState implements TraceState {
  #members: Members | undefined;
  #serialized: string | undefined;

  /** @param source a header, which is read when somebody asks for it, or what it would say */
  constructor(private readonly source: string | Members) {}

  /** The member becomes the first one. A key or value that is not allowed changes nothing. */
  set(key: string, value: string): W3cTraceState {
    const [, allowedKey, allowedValue] = MEMBER.exec(`${key}=${value}`) ?? [];
    if (allowedKey !== key || allowedValue !== value) {
      return this;
    }
    const others = [...this.members()].filter(([other]) => other !== key);
    return new W3cTraceState(new Map([[key, value], ...others.slice(0, MAX_MEMBERS - 1)]));
  }

  unset(key: string): W3cTraceState {
    return this.members().has(key)
      ? new W3cTraceState(new Map([...this.members()].filter(([other]) => other !== key)))
      : this;
  }

  get(key: string): string | undefined {
    return this.members().get(key);
  }

  /** Empty when there is nothing to pass on. */
  serialize(): string {
    this.#serialized ??= Array.from(this.members(), ([key, value]) => `${key}=${value}`).join(',');
    return this.#serialized;
  }

  private members(): Members {
    const { source } = this;
    this.#members ??= cut(typeof source === 'string' ? parse(source) : source);
    return this.#members;
  }
}

function parse(header: string): Members {
  const members = new Map<string, string>();
  let count = 0;
  for (const text of header.split(',')) {
    const [, key, value] = MEMBER.exec(text) ?? [];
    if (key !== undefined && value !== undefined && count < MAX_MEMBERS) {
      count += 1;
      // Of two with one key the left one is newer.
      members.set(key, members.get(key) ?? value);
    } else if (!BLANK.test(text)) {
      return NONE;
    }
  }
  return members;
}

/**
 * Leaves out whole members until the rest is short enough: first large ones, then any, each time
 * the last.
 *
 * @see https://www.w3.org/TR/trace-context-2/#tracestate-limits
 */
function cut(members: Members): Members {
  let excess = lengthOf(members) - MAX_LENGTH;
  if (excess <= 0) {
    return members;
  }
  const kept = new Map(members);
  const fromTheEnd = [...members].toReversed();
  const large = fromTheEnd.filter((member) => lengthOfMember(member) > LARGE_MEMBER);
  for (const member of [...large, ...fromTheEnd]) {
    if (excess > 0 && kept.delete(member[0])) {
      excess -= lengthOfMember(member) + 1;
    }
  }
  return kept;
}

function lengthOf(members: Members): number {
  let length = members.size - 1;
  for (const member of members) {
    length += lengthOfMember(member);
  }
  return length;
}

function lengthOfMember([key, value]: readonly [string, string]): number {
  return key.length + 1 + value.length;
}
