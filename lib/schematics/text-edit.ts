import ts from 'typescript';

/** Text that takes the place of what stands from `start` to `end`. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type BracketedList = ts.ArrayLiteralExpression | ts.ObjectLiteralExpression | ts.NamedImports;

export function insertion(at: number, text: string): TextEdit {
  return { start: at, end: at, text };
}

/** From the last to the first, so that no edit moves another one. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((one, other) => other.start - one.start)
    .reduce(
      (edited, edit) => edited.slice(0, edit.start) + edit.text + edited.slice(edit.end),
      text,
    );
}

/** Puts an item before the others of a list, on a line of its own where the others have theirs. */
export function insertFirst(list: BracketedList, item: string): TextEdit {
  const { text } = list.getSourceFile();
  const open = list.getStart() + 1;
  const [first] = ts.isObjectLiteralExpression(list) ? list.properties : list.elements;
  const before = text.slice(open, first?.getStart() ?? list.getEnd() - 1);
  if (before.includes('\n')) return insertLine(list, first, item);
  if (first !== undefined) return insertion(open + blankAtStart(before).length, `${item}, `);
  const padding = ts.isArrayLiteralExpression(list) ? '' : ' ';
  if (before.trim() !== '') return insertion(open, `${padding}${item} `);
  return { start: open, end: open + before.length, text: `${padding}${item}${padding}` };
}

function insertLine(list: BracketedList, first: ts.Node | undefined, item: string): TextEdit {
  const { text } = list.getSourceFile();
  const indent = first
    ? indentOfLine(text, first.getStart())
    : `${indentOfLine(text, list.getEnd() - 1)}  `;
  const at = endOfComments(text, list.getStart() + 1);
  return insertion(at, `${lineBreakOf(text)}${indent}${item},`);
}

/** Behind the comments that follow on the same line, so that they stay where they belong. */
export function endOfComments(text: string, position: number): number {
  return ts.getTrailingCommentRanges(text, position)?.at(-1)?.end ?? position;
}

export function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function indentOfLine(text: string, position: number): string {
  return blankAtStart(text.slice(text.lastIndexOf('\n', position - 1) + 1));
}

function blankAtStart(text: string): string {
  return /^[ \t]*/.exec(text)![0];
}
