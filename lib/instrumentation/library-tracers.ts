import type { AttributeValue, TracerProvider } from '@opentelemetry/api';
import type { InstrumentationConfigs } from '../options/instrumentations.interface.js';
import { ATTR_DB_OPERATION_NAME, ATTR_DB_QUERY_TEXT } from '../semconv/attributes.js';
import {
  describeKnexSpan,
  describeOperation,
  describeTypeormSpan,
} from './fold/describe-operation.js';
import { driverTracers, operationTracers } from './fold/fold-driver-spans.js';
import { statementMaskingTracers, withoutLiterals } from './masked-statements.js';
import { parentedTracers } from './parented-tracers.js';
import type { QuietConfig } from './parented-tracers.js';
import { wrapTracers } from './wrapped-tracer.js';

type Configs = InstrumentationConfigs;

/** What the instrumentation has where nothing is given: any other length is a wish of the user's. */
const KNEX_QUERY_LENGTH = 1022;

const SQL_VERB = /^[\s(]*([a-z]+)/i;

/** With `enhancedDatabaseReporting` the user wants the values too. */
export function pgTracers(provider: TracerProvider, config: Configs['pg']): TracerProvider {
  const parented = parentedTracers(provider, config);
  return config.enhancedDatabaseReporting === true
    ? driverTracers(parented)
    : driverTracers(statementMaskingTracers(parented), withoutLiterals);
}

/** For a driver that Mongoose may be using. */
export function foldedDriverTracers(provider: TracerProvider, config: QuietConfig): TracerProvider {
  return driverTracers(parentedTracers(provider, config));
}

/** The instrumentation calls a span by the SQL up to its first blank, which may be a line or a value. */
export function mysql2Tracers(provider: TracerProvider, config: Configs['mysql2']): TracerProvider {
  const named = wrapTracers(
    parentedTracers(provider, config),
    (tracer) => (_name, options, context) => {
      const verb = sqlVerb(options?.attributes?.[ATTR_DB_QUERY_TEXT]);
      const attributes = { ...options?.attributes, [ATTR_DB_OPERATION_NAME]: verb };
      return tracer.startSpan(verb ?? 'query', { ...options, attributes }, context);
    },
  );
  return driverTracers(named);
}

export function typeormTracers(provider: TracerProvider, config: Configs['typeorm']) {
  return operationTracers(parentedTracers(provider, config), {
    describe: describeTypeormSpan,
    wantsDriverSpans: config.suppressInternalInstrumentation === false,
  });
}

export function mongooseTracers(provider: TracerProvider, config: Configs['mongoose']) {
  return operationTracers(parentedTracers(provider, config), {
    describe: describeOperation,
    wantsDriverSpans: config.suppressInternalInstrumentation === false,
    keepsText: config.dbStatementSerializer !== undefined,
  });
}

export function knexTracers(provider: TracerProvider, config: Configs['knex']) {
  return operationTracers(parentedTracers(provider, config), {
    describe: describeKnexSpan,
    rename: withoutUndefined,
    wantsDriverSpans: config.suppressInternalInstrumentation === false,
    keepsText: config.maxQueryLength !== KNEX_QUERY_LENGTH,
  });
}

/** The instrumentation of Knex writes a database that it does not know as `select undefined.items`. */
function withoutUndefined(name: string): string {
  return name.replace(/ undefined(\.|$)/, (_, dot) => (dot === '.' ? ' ' : ''));
}

function sqlVerb(text: AttributeValue | undefined): string | undefined {
  return SQL_VERB.exec(String(text))?.[1]?.toUpperCase();
}
