import { testingMessages } from '../../errors/testing-messages.js';
import { parseLine } from './expected-line.js';
import type { ExpectedLine } from './expected-line.js';

/** One line of an inline tree, with those below it. */
export interface ExpectedNode extends ExpectedLine {
  readonly children: ExpectedSiblings;
}

export interface ExpectedSiblings {
  readonly nodes: readonly ExpectedNode[];

  /** Whether `...` stands there: then there may be others. */
  readonly hasOthers: boolean;
}

/** Siblings as they are read, line by line. */
interface Level {
  readonly nodes: (ExpectedLine & { readonly children: Level })[];
  hasOthers: boolean;

  /** Undefined before its first line. */
  indent?: number;

  /** Where lines further in belong; nothing can be below `...`. */
  below?: Level;
}

/**
 * A tree as it is written in a template literal, without the margin.
 *
 * @param titles of the spans there are: a line that is one of them is that, braces included
 * @throws Error that quotes a line that cannot be read
 */
export function parseTree(text: string, titles: ReadonlySet<string>): ExpectedSiblings {
  const top: Level = { nodes: [], hasOthers: false };
  const open = [top];
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    addLine(line, levelOf(line, open), titles);
  }
  return top;
}

/** @param open the level of the line before, and those above it */
function levelOf(line: string, open: Level[]): Level {
  const indent = line.search(/\S/);
  while (indent < (open.at(-1)?.indent ?? 0)) {
    open.pop();
  }
  const last = open.at(-1);
  const level = indent > (last?.indent ?? indent) ? last?.below : last;
  if (level === undefined || indent !== (level.indent ?? indent)) {
    throw new Error(testingMessages.noTree(line));
  }
  level.indent = indent;
  if (level !== last) {
    open.push(level);
  }
  return level;
}

function addLine(line: string, level: Level, titles: ReadonlySet<string>): void {
  if (line.trim() === '...') {
    level.hasOthers = true;
    level.below = undefined;
    return;
  }
  const children: Level = { nodes: [], hasOthers: false };
  level.nodes.push({ ...parseLine(line, titles), children });
  level.below = children;
}
