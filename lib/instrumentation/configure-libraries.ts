import { context } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { maskedStatement } from '../redaction/masked-statements.js';
import { isRequestTraced } from '../spans/traced-request.js';
import type { InstrumentationConfigs } from '../options/instrumentations.interface.js';
import { describeRedisCommand } from './describe-redis-command.js';

type Configs = InstrumentationConfigs;

const REDIS_DEFAULTS = {
  requireParentSpan: true,
  ignoreConnectSpans: true,
  dbStatementSerializer: describeRedisCommand,
};

/** The instrumentation (0.69) masks too, but no text with a line break in it. */
const MYSQL2_DEFAULTS = {
  requireParentSpan: true,
  maskStatement: true,
  maskStatementHook: (statement: string) => maskedStatement(statement, 'mysql'),
};

/** Client only: the SERVER span is opened through Nest, which knows the route and the handler. */
export function configureHttp(given: Configs['http']): Configs['http'] {
  return {
    ...overDefaults({ disableIncomingRequestInstrumentation: true }, given),
    ignoreOutgoingRequestHook: (request) =>
      wantsNoSpan() || given.ignoreOutgoingRequestHook?.(request) === true,
  };
}

export function configureUndici(given: Configs['undici']): Configs['undici'] {
  return {
    ...given,
    ignoreRequestHook: (request) => wantsNoSpan() || given.ignoreRequestHook?.(request) === true,
  };
}

/** For what sits above a driver, and drivers that have no other default. */
export function configureQuietly<Config extends { requireParentSpan?: boolean }>(
  given: Config,
): Config {
  return overDefaults<object>({ requireParentSpan: true }, given) as Config;
}

export function configurePg(given: Configs['pg']): Configs['pg'] {
  return overDefaults({ requireParentSpan: true, ignoreConnectSpans: true }, given);
}

export function configureRedis<Config extends Configs['ioredis'] | Configs['redis']>(
  given: Config,
): Config {
  return overDefaults<object>(REDIS_DEFAULTS, given) as Config;
}

export function configureMysql2(given: Configs['mysql2']): Configs['mysql2'] {
  return overDefaults<Configs['mysql2']>(MYSQL2_DEFAULTS, given);
}

/** Resolvers have spans of ours, which know the class and the guards before it. */
export function configureGraphql(given: Configs['graphql']): Configs['graphql'] {
  return overDefaults({ ignoreResolveSpans: true }, given);
}

export function configureWinston(given: Configs['winston']): Configs['winston'] {
  return overDefaults({ disableLogSending: true }, given);
}

/** An instrumentation that is not told so prepares everything before it learns that there is no span. */
function wantsNoSpan(): boolean {
  const active = context.active();
  return isRequestTraced(active) || isTracingSuppressed(active);
}

/** A key given as `undefined` means "default", as everywhere in the options. */
function overDefaults<Config extends object>(defaults: Config, given: Config): Config {
  const decided = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(decided) };
}
