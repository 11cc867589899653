import { maskSql } from './mask-sql.js';
import type { SqlDialect } from './mask-sql.js';

/** Most statements that are remembered, and the longest: together at most some 2 MB. */
const MOST_STATEMENTS = 256;
const LONGEST_REMEMBERED = 2_048;

const remembered: Readonly<Record<SqlDialect, Map<string, string>>> = {
  postgresql: new Map(),
  mysql: new Map(),
  other: new Map(),
};

/** {@link maskSql} for statements of which an application sends the same ones again and again. */
export function maskedStatement(text: string, dialect: SqlDialect): string {
  const known = remembered[dialect];
  let masked = known.get(text);
  if (masked === undefined) {
    masked = maskSql(text, dialect);
    remember(known, text, masked);
  }
  return masked;
}

/** The dialect behind a `db.system.name`. */
export function dialectOf(systemName: unknown): SqlDialect {
  if (systemName === 'postgresql' || systemName === 'cockroachdb') {
    return 'postgresql';
  }
  return systemName === 'mysql' || systemName === 'mariadb' ? 'mysql' : 'other';
}

function remember(known: Map<string, string>, text: string, masked: string): void {
  if (text.length > LONGEST_REMEMBERED) {
    return;
  }
  if (known.size >= MOST_STATEMENTS) {
    known.clear();
  }
  known.set(text, masked);
}
