import type { TraceState } from '@opentelemetry/api';

const MAX_MEMBERS = 32;

/** Characters in all: as many as everybody has to pass on, and no more to pay for on each request. */
const MAX_LENGTH = 512;

/** Members longer than this are the first to go. */
const LARGE_MEMBER = 128;

/** Of a key, and of a value. */
const MAX_PART_LENGTH = 256;

// Lengths are looked at afterwards: V8 takes 3 us for one member when the expression counts.
const KEY = '[a-z\\d][a-z\\d_\\-*/@]*';
const VALUE = '[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]*[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]';
const MEMBER = new RegExp(`^[ \\t]*(${KEY})=(${VALUE})[ \\t]*$`);
const BLANK = /^[ \t]*$/;

/** Values by key, in the order of the header. */
type Members = ReadonlyMap<string, string>;
type Member = readonly [key: string, value: string];

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
    const member = parseMember(`${key}=${value}`);
    if (member?.[0] !== key || member[1] !== value) {
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
    const member = parseMember(text);
    if (member !== undefined && count < MAX_MEMBERS) {
      const [key, value] = member;
      count += 1;
      // Of two with one key the left one is newer.
      members.set(key, members.get(key) ?? value);
    } else if (!BLANK.test(text)) {
      return NONE;
    }
  }
  return members;
}

function parseMember(text: string): Member | undefined {
  const [, key = '', value = ''] = MEMBER.exec(text) ?? [];
  const fits = key.length <= MAX_PART_LENGTH && value.length <= MAX_PART_LENGTH;
  return key !== '' && fits ? [key, value] : undefined;
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

function lengthOfMember([key, value]: Member): number {
  return key.length + 1 + value.length;
}
