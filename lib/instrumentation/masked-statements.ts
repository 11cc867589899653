import type { AttributeValue, TracerProvider } from '@opentelemetry/api';
import { maskedStatement } from '../redaction/masked-statements.js';
import { ATTR_DB_QUERY_TEXT } from '../semconv/attributes.js';
import { wrapTracers } from './wrapped-tracer.js';

/** The value an attribute of a PostgreSQL span is to have: of a statement none of its literals. */
export function withoutLiterals(key: string, value: AttributeValue): AttributeValue {
  return key === ATTR_DB_QUERY_TEXT && typeof value === 'string'
    ? maskedStatement(value, 'postgresql')
    : value;
}

/**
 * For the PostgreSQL driver, whose instrumentation (0.76) writes statements as they were sent, after
 * it has started the span, and calls it by the statement up to its first blank.
 */
export function statementMaskingTracers(provider: TracerProvider): TracerProvider {
  return wrapTracers(provider, (tracer) => (name, options, context) => {
    const span = tracer.startSpan(withoutStatement(name), options, context);
    if (span.isRecording()) {
      const { setAttribute } = span;
      span.setAttribute = (key, value) => setAttribute.call(span, key, withoutLiterals(key, value));
    }
    return span;
  });
}

/** `pg.query:SELECT shop`, of which the middle is a word, or the name of a prepared statement. */
function withoutStatement(name: string): string {
  const [command = ''] = name.split(' ', 1);
  return /^[\w.:-]*$/.test(command) ? name : (/^[\w.:-]*/.exec(command)?.[0] ?? name);
}
