import type { DocumentNode, GraphqlNode } from './document.interface.js';

/** Enum values too: that an order was placed by a `MINOR` is data, whoever has listed the words. */
const LITERALS: ReadonlySet<string> = new Set([
  'IntValue',
  'FloatValue',
  'StringValue',
  'BooleanValue',
  'EnumValue',
  'NullValue',
]);

type Range = Required<GraphqlNode>['loc'];

/**
 * `{ order(id: ?) { total } }` for `{ order(id: "4711") { total } }`: the text of a document with
 * `?` for every literal, without comments, on one line. Names, and the types of variables, stay.
 */
export function maskDocument(document: DocumentNode, text: string): string {
  const literals: Range[] = [];
  collectLiterals(document, literals);
  let masked = '';
  let from = 0;
  for (const { start, end } of literals.toSorted((one, other) => one.start - other.start)) {
    masked += `${text.slice(from, start)}?`;
    from = end;
  }
  masked += text.slice(from);
  // No string is left by now, so that a `#` can only begin a comment.
  return masked
    .replaceAll(/#[^\n\r]*/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function collectLiterals(value: unknown, found: Range[]): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  const { kind, loc } = value as Partial<GraphqlNode>;
  if (kind !== undefined && LITERALS.has(kind)) {
    found.push(loc!);
    return;
  }
  for (const [key, part] of Object.entries(value)) {
    if (key !== 'loc') {
      collectLiterals(part, found);
    }
  }
}
