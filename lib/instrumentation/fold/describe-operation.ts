import type { Attributes } from '@opentelemetry/api';
import { dialectOf, maskedStatement } from '../../redaction/masked-statements.js';
import {
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_TEXT,
  ATTR_DB_SYSTEM_NAME,
} from '../../semconv/attributes.js';

/**
 * TypeORM operations whose `db.query.text` is SQL. For all others, which are
 * methods of EntityManager, the instrumentation (0.22) writes the arguments there as JSON: whole
 * entities.
 */
const WITH_SQL: ReadonlySet<unknown> = new Set(['raw query', 'select']);

/** The word of TypeORM or Knex for a database, where the conventions have another. */
const SYSTEM_NAMES: ReadonlyMap<unknown, string> = new Map([
  ['postgres', 'postgresql'],
  ['pgnative', 'postgresql'],
  ['aurora-postgres', 'postgresql'],
  ['mysql2', 'mysql'],
  ['aurora-mysql', 'mysql'],
  ['better-sqlite3', 'sqlite'],
  ['sqljs', 'sqlite'],
  ['mssql', 'microsoft.sql_server'],
  ['oracle', 'oracle.db'],
  ['oracledb', 'oracle.db'],
  ['sap', 'sap.hana'],
  ['spanner', 'gcp.spanner'],
]);

/** The attributes of a TypeORM span, without values and in the words of the conventions. */
export function describeTypeormSpan(attributes: Attributes): Attributes {
  const described = describeKnexSpan(attributes);
  if (!WITH_SQL.has(attributes[ATTR_DB_OPERATION_NAME])) {
    delete described[ATTR_DB_QUERY_TEXT];
  }
  return described;
}

/** The attributes of a span of Knex, in the words of the conventions and without literals. */
export function describeKnexSpan(attributes: Attributes): Attributes {
  const described = describeOperation(attributes);
  const { [ATTR_DB_QUERY_TEXT]: text, [ATTR_DB_SYSTEM_NAME]: systemName } = described;
  if (typeof text === 'string') {
    described[ATTR_DB_QUERY_TEXT] = maskedStatement(text, dialectOf(systemName));
  }
  return described;
}

/** The attributes of a span of Mongoose, in the words of the conventions. */
export function describeOperation(attributes: Attributes): Attributes {
  const systemName = SYSTEM_NAMES.get(attributes[ATTR_DB_SYSTEM_NAME]);
  return systemName === undefined
    ? { ...attributes }
    : { ...attributes, [ATTR_DB_SYSTEM_NAME]: systemName };
}
