import { SpanKind } from '@opentelemetry/api';
import type { AttributeValue } from '@opentelemetry/api';
import { testingMessages } from '../../errors/testing-messages.js';
import { onOneLine } from './draw-tree.js';

export type ExpectedAttributes = Readonly<Record<string, AttributeValue>>;

/** What one line of an inline tree says of a span. */
export interface ExpectedLine {
  /** As it is written. */
  readonly line: string;

  /** As `titleOf()` says it of a span. */
  readonly title: string;

  /** Undefined where no attributes were named. */
  readonly attributes: ExpectedAttributes | undefined;
}

/**
 * @param titles of the spans there are: a line that is one of them is that, braces included
 * @throws Error that quotes a line that cannot be read
 */
export function parseLine(text: string, titles: ReadonlySet<string>): ExpectedLine {
  const line = onOneLine(text);
  const title = [line, withoutInternal(line)].find((one) => titles.has(one));
  return title === undefined
    ? { line, ...parseParts(text.trim()) }
    : { line, title, attributes: undefined };
}

/** INTERNAL may be written, and most often is not drawn. */
function withoutInternal(title: string): string {
  return title.replace(/^INTERNAL /, '');
}

/** Title and checks: the last braces that can be read so. ERROR may stand on either side of them. */
function parseParts(line: string): Pick<ExpectedLine, 'title' | 'attributes'> {
  const [, front = '', failed = ''] = /^(.*\})(\s+ERROR)?$/.exec(line) ?? [];
  const starts = [...front.matchAll(/\s\{/g)].map(({ index }) => index).toReversed();
  for (const start of starts) {
    const name = front.slice(0, start).trim();
    if (isKind(name)) {
      return { title: titled(line), attributes: undefined };
    }
    const attributes = parseAttributes(front.slice(start + 2, -1));
    if (attributes !== undefined) {
      return { title: titled(`${name}${failed}`), attributes };
    }
  }
  if (starts.length > 0) {
    throw new Error(testingMessages.noTree(line));
  }
  return { title: titled(line), attributes: undefined };
}

/** A kind needs a name: in `CLIENT {"cmd":"sum"}` that is the braces. */
function isKind(name: string): boolean {
  return typeof SpanKind[name as keyof typeof SpanKind] === 'number';
}

function titled(text: string): string {
  return withoutInternal(onOneLine(text));
}

const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const LIST = String.raw`\[(?:${STRING}|[^\]"])*\]`;
const CHECK = new RegExp(
  String.raw`\s*(${STRING}|[^\s:,"][^:,"]*?)\s*:\s*(${STRING}|${LIST}|[^,]*?)\s*(?:,|$)`,
  'y',
);

/** Undefined for what cannot be read. */
function parseAttributes(checks: string): ExpectedAttributes | undefined {
  const attributes: [string, AttributeValue][] = [];
  CHECK.lastIndex = 0;
  while (CHECK.lastIndex < checks.length) {
    const [, key, value] = CHECK.exec(checks) ?? [];
    if (key === undefined || value === undefined || !isWhole(value)) {
      return undefined;
    }
    attributes.push([key.startsWith('"') ? String(parseValue(key)) : key, parseValue(value)]);
  }
  return Object.fromEntries(attributes);
}

/** Whether it is no piece of a longer text, cut where that has braces. */
function isWhole(value: string): boolean {
  const bare = value.replaceAll(new RegExp(STRING, 'g'), '');
  return !bare.includes('"') && bare.split('{').length === bare.split('}').length;
}

/** As in JSON; what is none is a string without quotes. */
function parseValue(text: string): AttributeValue {
  try {
    return JSON.parse(text) as AttributeValue;
  } catch {
    return text;
  }
}
