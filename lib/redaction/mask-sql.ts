/** Longest statement that is looked at, in UTF-16 units: a bulk insert may be of megabytes. */
const LONGEST_STATEMENT = 8_192;

/** Which quotes are of texts and which of names, and what else may hold a value. */
export type SqlDialect = 'postgresql' | 'mysql' | 'other';

const NOTHING_TO_MASK = /^[^'"\d$#/-]*$/;

/**
 * What can begin something other than a bare word: a comment, a text, a quoted name, a text in
 * dollars; and words, placeholders and numbers, which are passed over or masked as a whole.
 */
const TOKEN =
  /--|\/\*|#|(?:[uU]&|[a-zA-Z])?'|"|`|\$(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?\$|[$@:?]+\w[\w$\x80-\uffff]*|\.?\d[\w.]*(?:(?<=[eE])[+-]\d+)?|[\p{L}_\x80-\uffff][\w$\x80-\uffff]*/gu;

/**
 * A statement with `?` for every literal but 0 and 1, and without comments: `SELECT * FROM users
 * WHERE id = ?`.
 * Placeholders, names and keywords stay, so that a statement with parameters stays as it is. What
 * has no end is masked to the end of the text. In one pass.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/database/database-spans/#sanitization-of-dbquerytext
 */
export function maskSql(given: string, dialect: SqlDialect): string {
  const text = given.length > LONGEST_STATEMENT ? given.slice(0, LONGEST_STATEMENT) : given;
  if (NOTHING_TO_MASK.test(text)) {
    return text;
  }
  let masked = '';
  let from = 0;
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) {
    const [token] = found;
    const replaced = replaceToken(token, dialect);
    if (replaced === undefined) {
      continue;
    }
    const start = found.index;
    const end = endOf(token, text, TOKEN.lastIndex, dialect);
    TOKEN.lastIndex = end;
    masked += text.slice(from, start) + (replaced === NAME ? text.slice(start, end) : replaced);
    from = end;
  }
  return from === 0 ? text : (masked + text.slice(from)).trim();
}

/** Stands for a quoted name, which stays. */
const NAME = Symbol('name');

/** What comes in place of what begins here; undefined where nothing does. */
function replaceToken(token: string, dialect: SqlDialect): string | typeof NAME | undefined {
  const first = token[0]!;
  if (token.endsWith("'")) return '?';
  // `COUNT(1)` and `LIMIT 1` are how a statement is built, and tell nothing.
  if (/^\.?\d/.test(token)) return token === '0' || token === '1' ? undefined : '?';
  if (first === '"') return dialect === 'mysql' ? '?' : NAME;
  if (first === '`') return NAME;
  if (token === '--' || token === '/*') return ' ';
  if (first === '#') return dialect === 'mysql' ? ' ' : undefined;
  // What is in dollars to PostgreSQL is a name to others.
  return first === '$' && token.endsWith('$') && dialect !== 'mysql' ? '?' : undefined;
}

/** Where that ends which begins with the token; `after` is where the token itself does. */
function endOf(token: string, text: string, after: number, dialect: SqlDialect): number {
  const last = token.at(-1)!;
  if (token === '/*') return endOfComment(text, after, dialect);
  if (token === '--' || token === '#') return indexOrEnd(text, '\n', after);
  if (last === "'") return endOfQuoted(text, after, "'", hasEscapes(token, dialect));
  if (last === '"') return endOfQuoted(text, after, '"', dialect === 'mysql' ? 'always' : 'never');
  if (last === '`') return endOfQuoted(text, after, '`', 'never');
  return last === '$' ? indexOrEnd(text, token, after, token.length) : after;
}

type Escapes = 'always' | 'never' | 'unknown';

function hasEscapes(token: string, dialect: SqlDialect): Escapes {
  if (dialect === 'mysql' || /^e/i.test(token)) return 'always';
  return dialect === 'postgresql' ? 'never' : 'unknown';
}

/**
 * A doubled quote is a part of the text, and where the dialect has escapes one after a backslash.
 * Where it is not known whether it has, everything up to the last quote counts as one text.
 */
function endOfQuoted(text: string, start: number, quote: string, escapes: Escapes): number {
  let at = start;
  while (at < text.length) {
    const isQuote = text[at] === quote;
    if (isQuote && text[at + 1] !== quote) return at + 1;
    const isEscape = text[at] === '\\' && escapes !== 'never';
    if (isEscape && escapes === 'unknown') return afterLast(text, quote, at);
    at += isQuote || isEscape ? 2 : 1;
  }
  return text.length;
}

function afterLast(text: string, quote: string, from: number): number {
  const last = text.lastIndexOf(quote);
  return last < from ? text.length : last + 1;
}

/** Those of PostgreSQL may have others inside; so may none of the rest, which are left out as far. */
function endOfComment(text: string, start: number, dialect: SqlDialect): number {
  let depth = 1;
  const edge = dialect === 'mysql' ? /\*\//g : /\/\*|\*\//g;
  edge.lastIndex = start;
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return text.length;
}

function indexOrEnd(text: string, sought: string, from: number, length = 0): number {
  const index = text.indexOf(sought, from);
  return index < 0 ? text.length : index + length;
}
